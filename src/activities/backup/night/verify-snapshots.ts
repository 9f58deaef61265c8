/**
 * Whether the repository lists what a night has made: asked of it itself, for
 * all apps at once, since to open it takes about as long as a small backup.
 */
import { backupPaths, changeStatus, logLine, readStatus, type AppStatus } from '../../../backup';
import type { ErrorCode } from '../../../errors';
import { appTag, type Snapshot } from '../../../restic';
import type { Deps } from '../../deps';
import { configured } from './night';

const code = 'SnapshotMissing' satisfies ErrorCode;

export async function proveSnapshots(deps: Deps, apps: string[]): Promise<{ missing: string[] }> {
  const { config } = await configured(deps);
  const paths = backupPaths(config.folder);
  const restic = await deps.restic(config.repository);
  // First: what is recorded while the repository is asked was made after that.
  const { apps: known } = await readStatus(paths.status);
  const listed = await restic.snapshots();
  const ids = new Set(listed.map(({ id }) => id));
  const isMissing = ({ lastSuccess }: AppStatus): boolean =>
    lastSuccess !== null && !ids.has(lastSuccess.snapshot);
  // A second attempt meets what the first has put right.
  const missing = apps.filter(
    (app) => known[app] && (isMissing(known[app]) || known[app].lastAttempt?.error?.code === code),
  );
  if (missing.length === 0) return { missing };
  await changeStatus(paths.status, (status) => {
    for (const app of missing) {
      const told = status.apps[app];
      if (!told || !isMissing(told) || told.lastSuccess!.snapshot !== known[app]?.lastSuccess?.snapshot)
        continue;
      const { snapshot, operation, run } = told.lastSuccess!;
      const message = `The repository ${restic.where} does not list the snapshot ${snapshot.slice(0, 8)} of operation ${operation}.`;
      told.lastAttempt = { at: new Date().toISOString(), run, outcome: 'failed', error: { code, message } };
      told.lastSuccess = lastListed(told, listed.filter(({ tags }) => tags.includes(appTag(app))).at(-1));
    }
  });
  await logLine(paths.log, `not listed in the repository: ${missing.join(', ')}`);
  return { missing };
}

/**
 * What is there of an app after all. The amounts stay those that were pulled
 * last: the next backup is compared with them.
 */
function lastListed({ lastSuccess }: AppStatus, found: Snapshot | undefined): AppStatus['lastSuccess'] {
  if (!found || !lastSuccess) return null;
  const { id, time, bytes = 0, files = 0, added = 0, tags } = found;
  const operation = tags.find((tag) => tag.startsWith('operation='))?.slice('operation='.length) ?? '';
  return { ...lastSuccess, at: time, operation, snapshot: id, bytes, files, added };
}
