/** Reads Temporal's descriptions of runs. */
import type { WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client';
import { searchAttribute } from '../../protocol/names';
import type { Outcome } from '../../protocol/run';
import type { Attempt, Heartbeat, RunStatus, RunSummary } from './types';

const statuses: Record<string, RunStatus> = {
  RUNNING: 'running',
  PAUSED: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed out',
  CONTINUED_AS_NEW: 'continued',
};

export function summaryOf(
  info: Omit<WorkflowExecutionInfo, 'raw'>,
  urlOf: (workflowId: string, runId: string) => string | null,
): RunSummary {
  const keywords = Object.fromEntries(
    info.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
  );
  const keyword = (name: string): string | null => (keywords[name] as string | undefined) ?? null;
  const outcome = keyword(searchAttribute.outcome);
  return {
    workflowId: info.workflowId,
    runId: info.runId,
    url: urlOf(info.workflowId, info.runId),
    workflow: info.type,
    app: keyword(searchAttribute.app),
    host: keyword(searchAttribute.host),
    status: statuses[info.status.name] ?? 'running',
    startedAt: info.startTime.toISOString(),
    closedAt: info.closeTime?.toISOString() ?? null,
    outcome: outcome === 'waiting' ? null : (outcome as Outcome | null),
    waiting: outcome === 'waiting' && info.status.name === 'RUNNING' ? 'a decision' : null,
  };
}

/** No worker has begun: the history has only the start and the scheduled first task. */
export const isUntouched = ({ status, historyLength }: WorkflowExecutionDescription): boolean =>
  status.name === 'RUNNING' && historyLength <= 2;

export function attemptsOf({ raw }: WorkflowExecutionDescription): Attempt[] {
  return (raw.pendingActivities ?? []).map((pending) => ({
    activity: pending.activityType?.name ?? '',
    attempt: pending.attempt ?? 1,
    // Since the first attempt, if Temporal has it: the time of the step, not of the last attempt.
    since: iso(
      pending.attempt === 1
        ? (pending.lastStartedTime ?? pending.scheduledTime)
        : (pending.scheduledTime ?? pending.lastStartedTime),
    ),
    failure: pending.lastFailure?.message ?? null,
    heartbeat: heartbeatIn(pending.heartbeatDetails?.payloads?.[0]?.data),
  }));
}

function heartbeatIn(data: Uint8Array | null | undefined): Heartbeat | null {
  if (!data || data.length === 0) return null;
  try {
    const found = JSON.parse(Buffer.from(data).toString('utf8')) as Heartbeat | null;
    return typeof found?.what === 'string' ? found : null;
  } catch {
    return null;
  }
}

function iso(time: { seconds?: unknown; nanos?: number | null } | null | undefined): string | null {
  if (!time) return null;
  return new Date(Number(time.seconds ?? 0) * 1000 + (time.nanos ?? 0) / 1e6).toISOString();
}
