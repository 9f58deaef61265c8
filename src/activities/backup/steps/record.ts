/** Records that an app's data are in the repository, and reports what differs from the last time. */
import {
  amountsOf,
  changeStatus,
  fallenIn,
  fallenText,
  logLine,
  type Fallen,
  type SuccessStatus,
} from '../../../backup';
import { RoostError } from '../../../errors';
import { sentences } from '../../../lib/sentences';
import type { BackupStepArgs } from '../../../protocol/steps/backup';
import { operationTag, type Snapshot } from '../../../restic';
import type { ControlSite } from '../../app/site';
import { stagedAs } from '../../data';
import { pulledBy } from './pull';
import { madeBy, newestOf } from './snapshot';

export async function recordBackup(
  site: ControlSite,
  { sources: all, release, listed, notBackedUp }: BackupStepArgs['recordBackup'],
): Promise<{ note: string; warnings: string[] }> {
  const { backup, app, operation, scope, workflowId, since } = site;
  const snapshot = (listed === 'later' ? await madeBy(site) : null) ?? (await listedOf(site));
  const staged = (await pulledBy(backup.mark(app.name, 'pulled'))) === operation;
  const counted = staged ? await amountsOf(backup.app(app.name), all.map(stagedAs)) : null;
  const [now, began] = [new Date(), await since()];
  let warnings: string[] = [];
  await changeStatus(backup.status, (status) => {
    const before = status.apps[app.name]?.lastSuccess ?? null;
    const sources = counted ?? before?.sources ?? {};
    const fallen = before ? fallenSince(before, operation, sources, now.toISOString()) : {};
    warnings = Object.entries(fallen)
      .filter(([, { since: fell }]) => fell === now.toISOString())
      .map(([name, one]) => fallenText(name, one, sources));
    status.apps[app.name] = {
      host: scope.host,
      lastAttempt: { at: now.toISOString(), run: workflowId, outcome: 'succeeded', error: null },
      lastSuccess: {
        at: snapshot.time,
        run: workflowId,
        operation,
        snapshot: snapshot.id,
        bytes: snapshot.bytes ?? 0,
        files: snapshot.files ?? 0,
        added: snapshot.added ?? 0,
        seconds: Math.round((now.getTime() - began) / 1000),
        ...release,
        sources,
        fallen,
      },
      notBackedUp,
    };
  });
  await logLine(
    backup.log,
    sentences(
      `${app.name}: snapshot ${snapshot.id.slice(0, 8)},`,
      `${snapshot.bytes ?? 0} bytes${warnings.map((text) => `; ${text}`).join('')}`,
    ),
  );
  return {
    note: `snapshot ${snapshot.id.slice(0, 8)}`,
    warnings: warnings.map((text) => `Less than before: ${text}.`),
  };
}

/**
 * Asked of the repository itself: what is not listed there is no backup. To
 * open it takes about as long as a small backup.
 */
async function listedOf({ restic: open, app, operation }: ControlSite): Promise<Snapshot> {
  const restic = await open();
  const found = newestOf(await restic.snapshots(operationTag(operation)), app.name);
  if (found) return found;
  throw new RoostError(
    'ResticFailed',
    `The repository ${restic.where} lists no snapshot of operation ${operation}.`,
    { app: app.name },
  );
}

/** A second attempt meets its own record, and has nothing to compare it with. */
const fallenSince = (
  before: SuccessStatus,
  operation: string,
  sources: SuccessStatus['sources'],
  at: string,
): Record<string, Fallen> =>
  before.operation === operation ? (before.fallen ?? {}) : fallenIn(before, sources, at);
