/** What a run reports at its end and when it waits. */
import { Context } from '@temporalio/activity';
import type { RunReport } from '../../protocol/reports/run-report';
import { currentRun } from '../activity';
import type { Deps } from '../deps';
import { announceEnd, announceWait } from './run-end';
import type { FinishedRun } from './types';

export async function reportRun(deps: Deps, report: RunReport): Promise<void> {
  const { scheduledTimestampMs } = Context.current().info;
  const { workflowId, runId } = currentRun();
  const { who, origin, startedAt } = await deps.startOf(workflowId, runId);
  const run: FinishedRun = {
    report,
    workflowId,
    runId,
    result: report.wait ? 'waiting' : (report.outcome ?? 'failed'),
    who,
    origin,
    startedAt,
    // The same however often it is tried.
    at: new Date(scheduledTimestampMs).toISOString(),
  };
  if (report.wait) await announceWait(deps, run, report.wait);
  else await announceEnd(deps, run);
}
