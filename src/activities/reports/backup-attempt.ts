/** In status.json, how a backup ended that did not write itself down. */
import { backupPaths, changeStatus, logLine } from '../../backup';
import type { Deps } from '../deps';
import type { FinishedRun } from './types';

export async function noteAttempt(
  deps: Deps,
  { report, workflowId, result, at }: FinishedRun,
): Promise<void> {
  const fleet = report.planned ?? (await deps.lastFleet());
  // A run that was terminated before it began may have been started without one.
  const { app } = report;
  const host = report.host ?? (app === null ? undefined : fleet.apps[app]?.host);
  if (!fleet.backup || app === null || host === undefined) return;
  const paths = backupPaths(fleet.backup.folder);
  const error = report.failure && {
    code: report.failure.code,
    message: deps.redactor.scrub(report.failure.message).slice(0, 2_000),
  };
  let news = false;
  await changeStatus(paths.status, ({ apps }) => {
    const known = apps[app];
    // Reported again, or late by the sweep: a newer attempt stands.
    if (known?.lastAttempt && known.lastAttempt.at >= at) return;
    // Nothing was tried: what went wrong before has not been mended.
    if (result === 'unchanged' && known?.lastAttempt?.error) return;
    news = true;
    apps[app] = {
      host,
      lastSuccess: known?.lastSuccess ?? null,
      lastAttempt: { at, run: workflowId, outcome: result, error },
    };
  });
  if (news)
    await logLine(
      paths.log,
      `${app}: ${result}${error ? `, ${error.code}: ${error.message}` : ''}`,
      new Date(at),
    );
}
