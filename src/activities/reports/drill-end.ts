/** In status.json, how a drill ended, and which one proved the restore last. */
import { backupPaths, changeStatus, logLine, type DrillEnd } from '../../backup';
import { secondsAgain } from '../../plan/drill/proof';
import type { Deps } from '../deps';
import type { FinishedRun } from './types';

export async function noteDrill(
  deps: Deps,
  { report, workflowId, result, at, startedAt }: FinishedRun,
): Promise<void> {
  const fleet = report.planned ?? (await deps.lastFleet());
  const { app, host, drill: proof } = report;
  if (!fleet.backup || app === null) return;
  const paths = backupPaths(fleet.backup.folder);
  const error =
    result === 'succeeded'
      ? null
      : {
          code: report.failure?.code ?? 'Internal',
          message: deps.redactor.scrub(report.failure?.message ?? result).slice(0, 2_000),
        };
  const end: DrillEnd = {
    at,
    run: workflowId,
    host: host ?? '',
    outcome: result,
    error,
    snapshot: proof?.snapshot ?? null,
    takenAt: proof?.takenAt ?? null,
    // A second restore is no part of what one takes; the removal is.
    seconds: (Date.parse(at) - Date.parse(startedAt)) / 1000 - secondsAgain(proof?.parts ?? {}),
    parts: proof?.parts ?? {},
    rows: proof?.rows ?? null,
    bytes: proof?.bytes ?? 0,
    files: proof?.files ?? 0,
  };
  let news = false;
  await changeStatus(paths.status, ({ drills }) => {
    const known = drills[app];
    // Reported again, or late by the sweep: a newer one stands.
    if (known && known.last.at >= at) return;
    news = true;
    drills[app] = { last: end, proven: error === null ? end : (known?.proven ?? null) };
  });
  if (news)
    await logLine(
      paths.log,
      `drill of ${app}: ${error ? `${result}, ${error.code}: ${error.message}` : 'the restore is proven'}`,
      new Date(at),
    );
}
