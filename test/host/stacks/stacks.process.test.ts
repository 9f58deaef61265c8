import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseStacks } from '../../../src/host/stacks/parse';
import { shellScript } from '../../../src/lib/shell-script';
import { describeInShells, openShell } from '../shells';

const program = shellScript(join(__dirname, '../../../src/host/scripts'), 'stacks');

describeInShells('what runs on a host', (name) => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'roost-stacks-'));
    for (const folder of ['bin', 'a', 'home/git/b.git', 'b', 'nginx'])
      mkdirSync(join(root, folder), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Answers to the commands of the script, by their words. */
  const docker = (cases: Record<string, string>): void => {
    const lines = Object.entries(cases).map(([pattern, text], i) => {
      writeFileSync(join(root, `answer${i}`), text);
      return `*'${pattern}'*) cat "${root}/answer${i}" ;;`;
    });
    writeFileSync(join(root, 'bin/docker'), `#!/bin/sh\ncase "$*" in\n${lines.join('\n')}\nesac\n`);
    chmodSync(join(root, 'bin/docker'), 0o755);
  };

  async function read(): Promise<string> {
    const shell = openShell(name);
    const [sh, ...args] = program();
    const env = {
      ...process.env,
      HOME: join(root, 'home'),
      PATH: `${root}/bin:${shell.folder}/bin:/usr/bin:/bin`,
    };
    const child = spawn(join(shell.folder, 'bin', sh!), args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await new Promise((resolve) => child.on('close', resolve));
    shell.remove();
    return out;
  }

  it('is said with git, repositories beside, answers and routes, without passwords, and nothing is changed', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/' ? 200 : 404;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const git = (...args: string[]) => execFileSync('git', args, { cwd: join(root, 'a'), stdio: 'pipe' });
    git('init', '-q', '-b', 'dev');
    git('remote', 'add', 'origin', 'https://me:s3cret@git.example/a.git');
    writeFileSync(join(root, 'a/compose.yaml'), 'services: {}\n');
    writeFileSync(join(root, 'a/.env'), 'X=1\n');
    git('add', 'compose.yaml');
    git('-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '-qm', 'x');
    writeFileSync(join(root, 'a/compose.yaml'), 'services: { a: {} }\n');
    const index = join(root, 'a/.git/index');
    const before = [readFileSync(index), statSync(index).mtimeMs];
    writeFileSync(
      join(root, 'nginx/x.conf'),
      'server {\n  server_name a.example;\n  auth_basic_user_file s3cret;\n  location / { proxy_pass http://127.0.0.1:8080; }\n}\n',
    );
    docker({
      'version --format': 'docker 26.1\n',
      'container {': `container {"project":"a","service":"web","oneOff":"False","folder":"${root}/a","files":"${root}/a/compose.yaml","id":"${'a'.repeat(64)}","name":"/a-web-1","image":"x:1","state":"running"}\n`,
      'println .State.Status': `running\n1\nx:1\n127.0.0.1 \n${port}/tcp 53/udp \nnonsense\n8; reboot\n`,
      'println .Mounts': '',
      '{{range .Mounts}}{{println .Source}}{{end}} nginx1': `${root}/nginx\n`,
      '--format {{.ID}} {{.Image}}': 'nginx1 acme/nginx:1\n',
      'com.docker.compose.project"}} --format': '',
      '--format {{.Label "com.docker.compose.project"}}': 'a\nb\n-x\n../y\n',
      'label=com.docker.compose.project=a': 'aaaaaaaaaaaa\n',
      'label=com.docker.compose.project=b': 'bbbbbbbbbbbb\n',
      'working_dir"}} aaaaaaaaaaaa': `${root}/a\n`,
      'working_dir"}} bbbbbbbbbbbb': `${root}/b\n`,
      'ps -aq': 'aaaaaaaaaaaa\n',
    });
    const out = await read();
    server.close();
    const { projects, routes, docker: engine, cut } = parseStacks(out);
    expect({ engine, cut }).toEqual({ engine: { version: '26.1' }, cut: false });
    expect(projects).toMatchObject([
      {
        name: 'a',
        writable: true,
        env: 'untracked',
        git: {
          top: join(root, 'a'),
          remote: 'https://git.example/a.git',
          hadPassword: true,
          branch: 'dev',
          changed: 1,
        },
        containers: [{ service: 'web' }],
      },
    ]);
    expect(projects[0]!.containers[0]!.answers).toContainEqual({ port, path: '/', status: 200 });
    expect(out).toContain(`project b\nwritable\n`);
    expect(out).toContain(`bare ${root}/home/git/b.git`);
    expect(out).not.toContain('project ../y');
    expect(routes).toEqual([{ by: 'nginx', domain: 'a.example', to: '127.0.0.1', port: 8080 }]);
    expect(out).not.toContain('s3cret');
    expect([readFileSync(index), statSync(index).mtimeMs]).toEqual(before);
  });

  it.each([
    ['a tag that names a database, and a range before its port', 'acme/stats:postgresql-v2@sha256:0', [200]],
    ['a name that is a database’s', 'acme/postgres:17', []],
  ])('is what an image answers of %s', async (_, image, said) => {
    const server = createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    const { port } = server.address() as AddressInfo;
    const range = Array.from({ length: 9 }, (_one, i) => `${i + 1}/tcp`).join(' ');
    docker({
      'version --format': 'docker 26.1\n',
      'container {': `container {"project":"a","service":"web","oneOff":"False","id":"${'a'.repeat(64)}","name":"/a-web-1","image":"x:1","state":"running"}\n`,
      'println .State.Status': `running\n${process.pid}\n${image}\n127.0.0.1 \n${range} ${port}/tcp \n`,
      'com.docker.compose.project"}} --format': '',
      '--format {{.Label "com.docker.compose.project"}}': 'a\n',
      'ps -aq': 'aaaaaaaaaaaa\n',
    });
    const [project] = parseStacks(await read()).projects;
    server.close();
    const { answers } = project!.containers[0]!;
    expect(answers.filter((one) => one.port === port).map(({ status }) => status)).toEqual(said);
  });

  it('is only what Docker says, where it does not answer', async () => {
    writeFileSync(join(root, 'bin/docker'), '#!/bin/sh\necho "permission denied" >&2\nexit 1\n');
    chmodSync(join(root, 'bin/docker'), 0o755);
    expect(parseStacks(await read()).docker).toEqual({ failure: 'permission denied' });
  });
});
