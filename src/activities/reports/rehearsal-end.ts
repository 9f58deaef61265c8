/** In status.json, how a rehearsal with a plan of its own ended. */
import { backupPaths, changeStatus, logLine } from '../../backup';
import type { Deps } from '../deps';
import type { FinishedRun } from './types';

export async function noteRehearsal(
  deps: Deps,
  { report, workflowId, result, at, startedAt }: FinishedRun,
): Promise<void> {
  const fleet = report.planned ?? (await deps.lastFleet());
  const { rehearsal, failure } = report;
  // Of a run that was terminated nobody knows what it rehearsed.
  if (!fleet.backup || !rehearsal) return;
  const paths = backupPaths(fleet.backup.folder);
  const { scenario, parts, proven } = rehearsal;
  const error =
    result === 'succeeded'
      ? null
      : {
          code: failure?.code ?? 'Internal',
          message: deps.redactor.scrub(failure?.message ?? result).slice(0, 2_000),
        };
  let news = false;
  await changeStatus(paths.status, (status) => {
    const all = (status.rehearsals ??= {});
    // Told again, or told late by the sweep: a newer one stands.
    if (all[scenario] && all[scenario].at >= at) return;
    news = true;
    const seconds = (Date.parse(at) - Date.parse(startedAt)) / 1000;
    all[scenario] = { at, run: workflowId, outcome: result, error, parts, proven, seconds };
  });
  if (news)
    await logLine(
      paths.log,
      `rehearsal of ${scenario}: ${error ? `${result}, ${error.code}: ${error.message}` : 'proven'}`,
      new Date(at),
    );
}
