/**
 * A night over three hosts and apps of every kind of data: what is
 * in the repository afterwards, read back.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { exec, startByScript, type LabHost } from '../../lab';
import { findTool } from '../../src/tools';
import { blocks } from '../docs/pages';
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
    const names = stage.lab.hosts.map(({ name }) => name);
    const later = {
      host: names[2],
      contract: 'compose',
      repository: '/srv/git/site.git',
      directory: '/srv/apps/later',
      service: 'app',
    };
    stage.fleet({ ...parts.edit, ...apps(names), 'apps.later': { ...later, data: { folders: ['data'] } } });
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
    expect((await stage.roost.run(['schedules', 'apply'])).code).toBe(0);
  });
  afterAll(async () => {
    await stage?.close();
    await parts?.remove();
  });

  const on = (host: LabHost, script: string): Promise<string> => exec(host, ['sh', '-c', script]);

  /** Triggers the Schedule and waits for the night's end. */
  async function night(): Promise<void> {
    const before = (await parts.status()).night?.endedAt;
    expect((await stage.roost.run(['schedules', 'trigger', 'nightly-backup'])).code).toBe(0);
    await until('the night has ended', async () => (await parts.status()).night?.endedAt !== before, 280_000);
  }

  it('backs up every app by the Schedule, and reads the repository back', async () => {
    const { schedules } = await stage.roost.json<{ schedules: { name: string; next: string }[] }>([
      'schedules',
    ]);
    expect(schedules.find(({ name }) => name === 'nightly-backup')?.next).toMatch(/T03:00:00.000Z$/);
    await night();
    process.stderr.write((await stage.roost.run(['backup', 'status'])).stdout);
    process.stderr.write(readFileSync(join(parts.folder, 'backup.log'), 'utf8'));
    const status = await parts.status();
    // Of an app that was never deployed there is nothing yet, though its lock lies there.
    expect(status.night).toMatchObject({ succeeded: 6, failed: [], skipped: ['later'], upkeep: null });
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

  /**
   * The page's own commands, with this repository, these folders and
   * this database in place of its samples.
   */
  function documented(target: string, container: string): string {
    const lines = blocks('docs/restore-by-hand.md', 'sh').flatMap((block) => block.split('\n'));
    const commands = lines.filter((line) => line !== '' && !line.startsWith('export'));
    expect(commands).toHaveLength(9);
    const samples = {
      '/tmp/back': target,
      '/srv/backups': parts.folder,
      'ssh hornbill': `ssh -F ${stage.lab.sshConfig} ${stage.host.name}`,
      'src-db-1': container,
    };
    return Object.entries(samples).reduce((lines, [sample, here]) => {
      expect(lines).toContain(sample);
      return lines.replaceAll(sample, here);
    }, commands.join('\n'));
  }

  it('gives a file and a row back by the commands of docs/restore-by-hand.md', async () => {
    const target = join(mkdtempSync(join(tmpdir(), 'roost-read-back-')), 'back');
    const notes = "select caller, note from voicemails where caller = '+49 30 1'";
    await stage.sql("update voicemails set note = 'after the backup'");
    const container = (
      await on(stage.host, "docker ps --filter label=com.docker.compose.service=db --format '{{.Names}}'")
    ).trim();
    const env = {
      ...process.env,
      ...parts.resticEnv,
      PATH: `${dirname(await findTool('restic'))}:${process.env.PATH}`,
    };
    const row = `echo "${notes}" | db psql -At --username phone --dbname phone_back`;
    const { stdout } = await run(
      'bash',
      ['-euo', 'pipefail', '-c', `${documented(target, container)}\n${row}`],
      {
        env,
      },
    );
    process.stderr.write(stdout);
    expect(stdout).toMatch(/TABLE DATA public voicemails/);
    expect(stdout.trim().split('\n').at(-1)).toBe('+49 30 1|before the backup');
    // Beside the one that serves.
    expect(await stage.sql(notes)).toBe('+49 30 1|after the backup');
    const { stdout: here } = await run('sha256sum', [
      join(target, parts.folder, 'staging/phone/folders/data/voicemails/one.mp3'),
    ]);
    expect(here.slice(0, 64)).toBe(
      (await on(stage.host, 'sha256sum /srv/apps/sgos-phone/data/voicemails/one.mp3')).slice(0, 64),
    );
  });
});
