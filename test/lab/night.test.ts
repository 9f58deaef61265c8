/** A night over three hosts and apps of every kind of data: what is in the repository afterwards, read back. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { dockerArgv } from '../../lab/engine';
import { exec, startByScript, type LabHost } from '../../lab';
import { findTool } from '../../src/tools';
import { backupParts, type BackupParts } from './backup-stage';
import { apps, dataOf } from './night-apps';
import { openStage, until, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

const run = promisify(execFile);

describeOnLab('a night', () => {
  let stage: Stage;
  let parts: BackupParts;

  beforeAll(async () => {
    stage = await openStage('night', {}, 3);
    parts = await backupParts(stage.lab.ageKeyFile);
    await startByScript(stage.lab, stage.host, 'phone', 'v1');
    await dataOf(stage.lab.hosts);
    stage.fleet({ ...parts.edit, ...apps(stage.lab.hosts.map(({ name }) => name)) });
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
    expect((await stage.roost.run(['schedules', 'apply'])).code).toBe(0);
  });
  afterAll(async () => {
    await stage?.close();
    await parts?.remove();
  });

  const on = (host: LabHost, script: string, input?: string): Promise<string> => exec(host, ['sh', '-c', script], { input });

  /** Triggers the Schedule and waits for the night's end. */
  async function night(): Promise<void> {
    const before = (await parts.status()).night?.endedAt;
    expect((await stage.roost.run(['schedules', 'trigger', 'nightly-backup'])).code).toBe(0);
    await until('the night has ended', async () => (await parts.status()).night?.endedAt !== before, 280_000);
  }

  it('backs up every app by the Schedule, and reads the repository back', async () => {
    const { schedules } = await stage.roost.json<{ schedules: { name: string; next: string }[] }>(['schedules']);
    expect(schedules.find(({ name }) => name === 'nightly-backup')?.next).toMatch(/T03:00:00.000Z$/);
    await night();
    process.stderr.write((await stage.roost.run(['backup', 'status'])).stdout);
    process.stderr.write(readFileSync(join(parts.folder, 'backup.log'), 'utf8'));
    const status = await parts.status();
    expect(status.night).toMatchObject({ succeeded: 6, failed: [], upkeep: null });
    const snapshots = await parts.restic.snapshots();
    expect(snapshots.map(({ tags }) => tags.find((tag) => !tag.startsWith('operation='))).sort()).toEqual([
      'app=files',
      'app=ledger',
      'app=legacy',
      'app=phone',
      'app=site',
      'app=uploads',
      'roost=control',
    ]);
    expect(status.repository).toMatchObject({ checked: { part: 1, parts: 8 } });
    await parts.restic.check(1, 1);
  });

  /** The README's own commands, with this repository and these folders in the place of its samples. */
  function readme(target: string): string {
    const text = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    const [, block = ''] = /### Reading one app back by hand[\s\S]*?```sh\n([\s\S]*?)```/.exec(text) ?? [];
    const commands = block.split('\n').filter((line) => line !== '' && !line.startsWith('export'));
    expect(commands).toHaveLength(5);
    return commands.join('\n').replaceAll('/tmp/back', target).replaceAll('/srv/backups', parts.folder);
  }

  it("gives a file and a row back by the README's own commands", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roost-read-back-'));
    const target = join(folder, 'back');
    // PostgreSQL's programs are in the database's container.
    const shim = join(folder, 'pg_restore');
    const inside = `sh -c 'docker exec -i $(docker ps -q --filter label=com.docker.compose.service=db) pg_restore '"$*"`;
    const docker = (await dockerArgv(['exec', '-i', '-u', 'deploy', stage.host.container])).join(' ');
    writeFileSync(shim, `#!/bin/bash\nfile="\${@: -1}"; set -- "\${@:1:$#-1}"\n${docker} ${inside} <"$file"\n`, { mode: 0o755 });
    const env = { ...process.env, ...parts.resticEnv, PATH: `${folder}:${dirname(await findTool('restic'))}:${process.env.PATH}` };
    const { stdout } = await run('bash', ['-euc', readme(target)], { env });
    process.stderr.write(stdout);
    expect(stdout).toMatch(/TABLE DATA public voicemails/);
    const staging = join(target, parts.folder, 'staging', 'phone');
    const rows = await run('bash', ['-c', 'pg_restore --data-only --table voicemails --file - copies/postgres/phone.dump'], { env, cwd: staging });
    expect(rows.stdout).toContain('before the backup');
    const { stdout: here } = await run('sha256sum', [join(staging, 'folders/data/voicemails/one.mp3')]);
    expect(here.slice(0, 64)).toBe((await on(stage.host, 'sha256sum /srv/apps/sgos-phone/data/voicemails/one.mp3')).slice(0, 64));
  });
});
