/** A host that sends links in place of folders reaches nothing on the control host. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ControlSite } from '../../src/activities/app/site';
import { pullCopies } from '../../src/activities/backup/steps/pull';
import { backupPaths } from '../../src/backup';
import { createSshHosts } from '../../src/host/ssh';
import type { SshHosts } from '../../src/host/types';
import { appPaths } from '../../src/plan/names';
import type { CopySource } from '../../src/protocol/data';
import { describeWithSshd, startSshd, type Sshd } from '../host/sshd';

const OPERATION = '0123456789';
const config: CopySource = { kind: 'config', files: ['docker-compose.yml'], proxy: null };
const script = (output: string): CopySource => ({ kind: 'script', command: './backup.sh', output });

describeWithSshd('a hostile host', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let app: string;
  let folder: string;
  let victim: string;
  let count = 0;

  beforeAll(async () => {
    sshd = await startSshd();
    ssh = createSshHosts();
  });
  afterAll(async () => {
    await ssh.close();
    await sshd.stop();
  });
  beforeEach(() => {
    app = join(sshd.folder, `app${count++}`);
    folder = mkdtempSync(join(tmpdir(), 'roost-hostile-'));
    victim = join(folder, 'home/.ssh');
    mkdirSync(victim, { recursive: true });
    writeFileSync(join(victim, 'id_ed25519'), 'the key of the fleet');
    put(join(app, 'backup/roost', OPERATION, 'authorized_keys'), 'ssh-ed25519 AAAA attacker');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function put(file: string, content: string): void {
    mkdirSync(dirname(file), { recursive: true });
    chmodSync(dirname(file), 0o777);
    writeFileSync(file, content);
  }
  const staged = (path: string): string => join(folder, 'staging/phone', path);

  async function pull(...sources: CopySource[]): Promise<void> {
    const site = {
      host: ssh.host(sshd.target()),
      app: { name: 'phone' },
      scope: { directory: app },
      paths: appPaths(app),
      backup: backupPaths(folder),
      operation: OPERATION,
      signal: new AbortController().signal,
    } as unknown as ControlSite;
    const pulling = new MockActivityEnvironment().run(() => pullCopies(site, { sources }));
    await (pulling as ReturnType<typeof pullCopies>);
  }

  function untouched(): void {
    expect(readFileSync(join(victim, 'id_ed25519'), 'utf8')).toBe('the key of the fleet');
    expect(existsSync(join(victim, 'authorized_keys'))).toBe(false);
  }

  test.each([
    ['the folder of the operation', `backup/roost/${OPERATION}`],
    ['the folder of all operations', 'backup/roost'],
  ])('sends %s as a link, and the copies by themselves in the second night', async (_name, path) => {
    const real = join(app, path);
    renameSync(real, `${real}-kept`);
    symlinkSync(path.endsWith(OPERATION) ? victim : dirname(victim), real);
    await pull(script('backup'), config).catch((error: unknown) =>
      expect(error).toMatchObject({ code: 'CopyUnreadable' }),
    );
    rmSync(real);
    renameSync(`${real}-kept`, real);
    await pull(config);
    untouched();
    expect(lstatSync(staged('copies')).isDirectory()).toBe(true);
    expect(readFileSync(staged('copies/authorized_keys'), 'utf8')).toMatch(/attacker/);
  });

  test('leaves a link where a narrower source is pulled to later', async () => {
    put(join(app, 'data/a'), 'a');
    symlinkSync(victim, join(app, 'data/x'));
    await pull({ kind: 'folder', path: 'data' }, config);
    rmSync(join(app, 'data/x'));
    put(join(app, 'data/x/authorized_keys'), 'ssh-ed25519 AAAA attacker');
    await pull({ kind: 'folder', path: 'data/x' }, config);
    untouched();
    expect(readFileSync(staged('folders/data/x/authorized_keys'), 'utf8')).toMatch(/attacker/);
  });

  test('leaves a link that is the whole staging of the copies', async () => {
    mkdirSync(staged(''), { recursive: true });
    symlinkSync(victim, staged('copies'));
    await pull(config);
    untouched();
  });

  test('sends a program with the rights of its owner, which it loses', async () => {
    put(join(app, 'data/tool'), '#!/bin/sh');
    chmodSync(join(app, 'data/tool'), 0o6755);
    await pull({ kind: 'folder', path: 'data' }, config);
    expect(lstatSync(staged('folders/data/tool')).mode & 0o7777).toBe(0o755);
  });
});
