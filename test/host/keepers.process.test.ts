import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listKeepers, parseKeepers, type Keeper } from '../../src/host/keepers';
import { describeInShells, openShell } from './shells';

const inspected = (change: object) =>
  JSON.stringify({
    service: 'db',
    oneOff: 'False',
    image: 'acme/db:1',
    state: 'running',
    pid: 0,
    network: 'src_default',
    ports: { '80/tcp': {} },
    mounts: [],
    ...change,
  });

describeInShells('what an app keeps', (name) => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'roost-keepers-'));
    mkdirSync(join(root, 'bin'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function list(lines: string[], source = root, sources: string[] = []): Keeper[] {
    const docker = `#!/bin/sh\ncase $1:$3 in ps:*) echo 1 2 ;; volume:*) echo 'volume prod_data data' ;; *range*) cat "${root}/sources" ;; *) cat "${root}/lines" ;; esac\n`;
    writeFileSync(join(root, 'bin/docker'), docker);
    chmodSync(join(root, 'bin/docker'), 0o755);
    writeFileSync(join(root, 'lines'), `${lines.join('\n')}\n`);
    writeFileSync(join(root, 'sources'), sources.map((path) => `${path}\n`).join(''));
    const shell = openShell(name);
    const [program, ...args] = listKeepers('src', source);
    const env = { ...process.env, PATH: `${root}/bin:${shell.folder}/bin:/usr/bin:/bin` };
    const out = execFileSync(join(shell.folder, 'bin', program!), args, { env, encoding: 'utf8' });
    shell.remove();
    return parseKeepers(out);
  }

  it('is what listens in a container, too, but on the host’s network nothing', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const [one, onHost] = list([
      inspected({ pid: process.pid }),
      inspected({ pid: process.pid, network: 'host' }),
    ]);
    server.close();
    expect(one!.ports).toEqual(expect.arrayContaining([80, port]));
    // Both have this process's sockets here.
    expect(onHost).toBeDefined();
  });

  it('names a volume as the Compose file does, if Compose has made it', () => {
    const volume = (Name: string) => ({ Type: 'volume', Name, Destination: `/${Name}`, RW: true });
    const [one] = list([inspected({ mounts: [volume('prod_data'), volume('src_by_hand')] })]);
    expect(one!.mounts.map(({ name: known, key }) => [known, key])).toEqual([
      ['prod_data', 'data'],
      ['src_by_hand', undefined],
    ]);
  });

  it('is of no one alone what listens in a network of several', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const [vpn, db, alone] = list([
      inspected({ id: 'a1', pid: process.pid, service: 'vpn', ports: {} }),
      inspected({ id: 'b2', pid: process.pid, network: 'container:a1', ports: { [`${port}/tcp`]: {} } }),
      inspected({ id: 'c3', pid: process.pid }),
    ]);
    server.close();
    expect(vpn!.shared).toMatchObject({ ports: expect.arrayContaining([port]) as number[], with: ['db'] });
    expect(db!.shared?.ports ?? []).not.toContain(port);
    expect(alone!.shared).toBeUndefined();
  });

  it('is no file of git, unless something beside it is not of git', () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: join(root, 'src'), stdio: 'pipe' });
    mkdirSync(join(root, 'src/conf'), { recursive: true });
    for (const folder of ['mixed', 'a, {b} & c']) mkdirSync(join(root, 'src', folder));
    for (const file of ['conf/nginx.conf', 'mixed/a', 'a, {b} & c/d'])
      writeFileSync(join(root, 'src', file), 'x');
    git('init', '-q');
    git('add', '.');
    writeFileSync(join(root, 'src/mixed/upload'), 'x');
    const mounts = ['conf', 'mixed', 'none', 'a, {b} & c'].map((path) => ({
      Type: 'bind',
      Source: join(root, 'src', path),
      Destination: `/${path}`,
      RW: true,
    }));
    const sources = mounts.map(({ Source }) => Source);
    // As Docker writes JSON.
    const line = inspected({ mounts }).replaceAll('&', '\\u0026');
    const [one] = list([line], join(root, 'src'), sources);
    expect(one!.mounts.map(({ target, tracked }) => [target, tracked])).toEqual([
      ['/conf', true],
      ['/mixed', false],
      ['/none', false],
      ['/a, {b} & c', true],
    ]);
  });

  it('leaves out one-offs, and lines that are none', () => {
    expect(
      list([inspected({ oneOff: 'True' }), 'odd', '{"half":', inspected({ service: null, mounts: 'x' })]),
    ).toEqual([{ service: '', running: true, image: 'acme/db:1', ports: [80], mounts: [] }]);
  });
});
