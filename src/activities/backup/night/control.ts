/**
 * The control host's own state: the audit, the state of backups and alerts, the
 * fleet file and its commit, what the hosts say of their releases, and
 * Temporal's database: to read histories in, never to go on with, since it
 * would revive the night that copied it.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Context } from '@temporalio/activity';
import { backupPaths, controlFiles } from '../../../backup';
import type { BackupConfig, Fleet } from '../../../fleet/file';
import { makePrivateFolder } from '../../../lib/files/private-folder';
import type { StepReport } from '../../../protocol/steps/activities';
import { controlTag, operationTag, type BackupSummary, type Restic } from '../../../restic';
import { currentRun, timed } from '../../activity';
import type { Deps } from '../../deps';
import { copyRecords } from './control-records';
import { copyDatabase } from './copy-database';
import { withExclusiveRepository } from './exclusive-repository';
import { configured } from './night';

const run = promisify(execFile);
const GIT_MS = 10_000;

export async function backupControl(deps: Deps): Promise<StepReport> {
  const { fleet, config } = await configured(deps);
  const { value, seconds } = await timed(() =>
    withExclusiveRepository(deps, config.repository, config.folder, (restic) =>
      makeAndStore(deps, fleet, config, restic),
    ),
  );
  return { seconds, note: value };
}

async function makeAndStore(deps: Deps, fleet: Fleet, config: BackupConfig, restic: Restic): Promise<string> {
  const { control: folder, status } = backupPaths(config.folder);
  const releases = join(folder, controlFiles.releases);
  await makePrivateFolder(folder);
  for (const name of await readdir(folder))
    if (name !== basename(releases)) await rm(join(folder, name), { recursive: true });
  const { audit, temporal, alerts, fleet: fleetFile } = deps.ownFiles;
  await copyDatabase(audit, join(folder, controlFiles.audit));
  await copyDatabase(temporal, join(folder, controlFiles.temporal));
  await copyFile(fleetFile, join(folder, controlFiles.fleet));
  await writeFile(join(folder, controlFiles.commit), `${await commitOf(fleetFile)}\n`);
  for (const [from, name] of [
    [status, controlFiles.status],
    [alerts, controlFiles.alerts],
  ] as const)
    if (existsSync(from)) await copyFile(from, join(folder, name));
  const silent = await copyRecords(deps, fleet, releases);
  const { snapshot, bytes } = await storeOnce(restic, folder);
  return `${snapshot.slice(0, 8)}: ${bytes} bytes${silent.length > 0 ? `; releases as they were copied last: ${silent.join(', ')}` : ''}`;
}

/** One whose end was not received is there already. */
async function storeOnce(restic: Restic, path: string): Promise<Pick<BackupSummary, 'snapshot' | 'bytes'>> {
  const { attempt } = Context.current().info;
  const mark = operationTag(currentRun().runId);
  const made = attempt > 1 ? (await restic.snapshots(mark)).at(-1) : undefined;
  return made
    ? { snapshot: made.id, bytes: made.bytes ?? 0 }
    : restic.backup({ path, host: 'control', tags: [controlTag, mark] });
}

/** Of the repository that holds the fleet file. */
async function commitOf(file: string): Promise<string> {
  const git = (...args: string[]) =>
    run('git', ['-C', dirname(file), ...args], { timeout: GIT_MS }).then(({ stdout }) => stdout.trim());
  try {
    const [commit, changed] = [
      await git('rev-parse', 'HEAD'),
      await git('status', '--porcelain', '--', file),
    ];
    return changed === '' ? commit : `${commit} and changes that are not committed`;
  } catch {
    return 'in no repository';
  }
}
