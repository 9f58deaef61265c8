import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  availability,
  dropSsh,
  exec,
  killHost,
  labDown,
  labList,
  labUp,
  resetHost,
  startByScript,
  startDocker,
  startHost,
  startSsh,
  stopDocker,
  stopSsh,
  tryExec,
  type Lab,
  type LabHost,
} from '../../lab';
import { attempt, run } from '../../lab/run';
import { ask, askUntil } from './support';

const available = availability();
if (!available.ok) console.warn(`skipped: ${available.reason}`);
const describeLab = available.ok ? describe : describe.skip;

const name = `test-${process.pid}`;
let lab: Lab;
let host: LabHost;

const ssh = (...command: string[]): ReturnType<typeof attempt> =>
  attempt(['ssh', '-F', lab.sshConfig, host.name, ...command]);
const containers = (): Promise<string> => exec(host, ['docker', 'ps', '-a', '--format', '{{.Names}}']);

describeLab('a lab', () => {
  // From nothing this builds images: minutes, once.
  beforeAll(async () => {
    lab = await labUp({ name, log: (line) => process.stderr.write(`${line}\n`) });
    host = lab.hosts[0]!;
  }, 900_000);

  afterAll(() => labDown(name), 120_000);

  test('brings up a host with a Docker Engine of its own', async () => {
    expect(host.name).toBe('hornbill');
    expect(await exec(host, ['docker', 'info', '-f', '{{.Name}}'])).toBe('hornbill');
    expect(await exec(host, ['docker', 'images', '--format', '{{.Repository}}:{{.Tag}}'])).toContain(
      'registry:5000/roost-base:1',
    );
    expect(await containers()).toBe('sgos-proxy');
  });

  test('is left as it is by a second up', async () => {
    const again = await labUp({ name });
    expect(again.hosts).toEqual(lab.hosts);
    expect(again.repos.phone.commits).toEqual(lab.repos.phone.commits);
  });

  test('lets the operator in with the pinned key, who is no root but may be', async () => {
    expect(await ssh('id -un; sudo -n id -un; docker ps --format x')).toMatchObject({
      code: 0,
      stdout: 'deploy\nroot\nx\n',
    });
  });

  test('refuses a key it does not know', async () => {
    const stranger = join(lab.dir, 'stranger');
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
    const options = [
      'IdentitiesOnly=yes',
      'IdentityAgent=none',
      'BatchMode=yes',
      'StrictHostKeyChecking=no',
      'UserKnownHostsFile=/dev/null',
    ];
    const argv = ['ssh', '-F', '/dev/null', '-i', stranger, ...options.flatMap((option) => ['-o', option])];
    const refused = await attempt([...argv, '-p', `${host.port}`, 'deploy@127.0.0.1', 'true']);
    expect(refused).toMatchObject({ code: 255, stderr: expect.stringContaining('Permission denied') });
  });

  test('is refused by ssh when its host key is not the pinned one', async () => {
    const known = join(lab.dir, 'wrong_hosts');
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(lab.dir, 'other')]);
    const other = (await run(['cat', join(lab.dir, 'other.pub')])).split(' ').slice(0, 2).join(' ');
    await writeFile(known, `[127.0.0.1]:${host.port} ${other}\n`);
    const refused = await attempt([
      'ssh',
      '-F',
      lab.sshConfig,
      '-o',
      `UserKnownHostsFile=${known}`,
      host.name,
      'true',
    ]);
    expect(refused).toMatchObject({
      code: 255,
      stderr: expect.stringContaining('Host key verification failed'),
    });
  });

  test('has repositories whose commits the host can fetch', async () => {
    const { remote, commits } = lab.repos.phone;
    const seen = await exec(host, ['git', 'ls-remote', remote]);
    expect(seen).toContain(`${commits['v5-none-after-breaking']}\trefs/heads/main`);
    expect(seen).toContain(`${commits['never-healthy']}\trefs/heads/never-healthy`);
    await lab.repos.phone.point('main', 'v2');
    expect(await exec(host, ['git', 'ls-remote', remote, 'main'])).toContain(commits.v2);
    await lab.repos.phone.point('main', 'v5-none-after-breaking');
  });

  describe('with apps that the script deployed', () => {
    beforeAll(async () => {
      await startByScript(lab, host, 'phone', 'v1');
      await startByScript(lab, host, 'site', 'v1');
    }, 120_000);

    test('serves phone through the proxy', async () => {
      const health = await askUntil(host, '/health', 200);
      expect(JSON.parse(health.body)).toEqual({
        status: 'healthy',
        version: '1.0.0',
        commit: lab.repos.phone.commits.v1,
        database: 'ok',
      });
      const made = await ask(
        host,
        '/voicemails',
        undefined,
        'POST',
        JSON.stringify({ caller: '555', note: 'hi' }),
      );
      expect(JSON.parse(made.body)).toMatchObject({ id: 1 });
      expect(JSON.parse((await ask(host, '/')).body)).toMatchObject({ version: '1.0.0', voicemails: 1 });
    });

    test('serves site, with its secret', async () => {
      const answer = await askUntil(host, '/', 200, 'site.sgos.example');
      expect(JSON.parse(answer.body)).toEqual({ site: 'site', version: '1', secret: 48 });
    });

    test('has run the postdeploy once', async () => {
      const log = await exec(host, ['cat', '/srv/apps/sgos-phone/data/postdeploy.log']);
      expect(log.split('\n')).toHaveLength(1);
    });

    test.each(['phone', 'global'])(
      'answers 503 while the flag %s is up, and the slot port is not concerned',
      async (flag) => {
        const file = `/srv/proxy/hornbill/flags/${flag}.flag`;
        await exec(host, ['touch', file]);
        expect(await ask(host, '/')).toMatchObject({
          status: 503,
          body: expect.stringContaining('Maintenance'),
        });
        const slot = [
          'docker',
          'exec',
          'sgos-proxy',
          'curl',
          '-fsS',
          '-H',
          'Host: phone.sgos.example',
          'http://127.0.0.1:8079/health',
        ];
        expect(await exec(host, slot)).toContain('"healthy"');
        await exec(host, ['rm', file]);
        expect((await ask(host, '/')).status).toBe(200);
      },
    );

    test('keeps its state when the host loses power', async () => {
      await killHost(host);
      await expect(ask(host, '/')).rejects.toThrow();
      await startHost(host);
      expect(await ssh('hostname')).toMatchObject({ code: 0, stdout: 'hornbill\n' });
      const answer = await askUntil(host, '/', 200);
      expect(JSON.parse(answer.body)).toMatchObject({ voicemails: 1 });
    });

    test('loses and regains its Docker Engine', async () => {
      await stopDocker(host);
      expect((await tryExec(host, ['docker', 'ps'])).code).not.toBe(0);
      await startDocker(host);
      expect((await askUntil(host, '/health', 200)).status).toBe(200);
    });

    test('loses and regains its sshd, and drops connections', async () => {
      await stopSsh(host);
      expect((await ssh('true')).code).toBe(255);
      await startSsh(host);
      const open = ssh('sleep 30');
      await run(['sleep', '1']);
      await dropSsh(host);
      expect((await open).code).toBe(255);
      expect((await ssh('true')).code).toBe(0);
    });

    test('is pristine again after a reset', async () => {
      // As roost names what an adopted app runs: here the image that the proxy runs too.
      await exec(host, ['docker', 'tag', 'registry:5000/roost-base:1', 'roost/phone-db:adopted']);
      await resetHost(host);
      expect(await exec(host, ['docker', 'images', '-q', 'roost/phone-db'])).toBe('');
      expect(await containers()).toBe('sgos-proxy');
      expect(await exec(host, ['docker', 'volume', 'ls', '-q'])).toBe('');
      expect(
        await exec(host, ['find', '/srv/apps', '/srv/stacks', '/srv/proxy/hornbill/flags', '-mindepth', '1']),
      ).toBe('');
      expect(await exec(host, ['docker', 'images', '-q', 'registry:5000/roost-base'])).not.toBe('');
    });
  });
});

describeLab('down', () => {
  test('leaves nothing', async () => {
    const gone = await labUp({ name: `${name}-gone` });
    await gone.down();
    expect(existsSync(gone.dir)).toBe(false);
    expect(await labList()).not.toContain(gone.name);
    const left = await attempt([
      'sh',
      '-c',
      `ps ax -o args | grep -v grep | grep ${gone.hosts[0]!.container}`,
    ]);
    expect(left.stdout).toBe('');
  }, 120_000);
});
