/** Reads a run's end from Temporal, for runs that could not report it themselves. */
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { errors } from '../../errors';
import { isRunResult } from '../../protocol/run';
import type { Failure, RunResult } from '../../protocol/run';
import { read, type Data } from './payload';

/** `HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT` of Temporal's API. */
const closeEvent = 2;

interface ClosingEvent {
  workflowExecutionCompletedEventAttributes?: { result?: { payloads?: Data[] | null } | null } | null;
  workflowExecutionFailedEventAttributes?: {
    failure?: {
      message?: string | null;
      applicationFailureInfo?: { type?: string | null; details?: { payloads?: Data[] | null } | null } | null;
    } | null;
  } | null;
  workflowExecutionTerminatedEventAttributes?: { reason?: string | null; identity?: string | null } | null;
}

export interface RunEnd {
  /** An `Outcome`, or `terminated`, `timed out`. */
  result: string;
  failure: Failure | null;
  /** The run's own result; null: it has none. */
  left: RunResult | null;
}

const statuses: Record<string, string> = {
  COMPLETED: 'succeeded',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed out',
};

export async function endOf(
  { workflowService, options }: Client,
  { workflowId, runId, status, memo }: WorkflowExecutionInfo,
): Promise<RunEnd> {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace: options.namespace,
    execution: { workflowId, runId },
    historyEventFilterType: closeEvent,
  });
  return readEnd((history?.events?.at(-1) ?? {}) as ClosingEvent, status.name, memo?.result);
}

export function readEnd(event: ClosingEvent, status: string, memo: unknown): RunEnd {
  const failed = event.workflowExecutionFailedEventAttributes?.failure;
  const payload =
    event.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0] ??
    failed?.applicationFailureInfo?.details?.payloads?.[0];
  const left = asResult(memo) ?? asResult(read(payload));
  const result = left?.outcome ?? statuses[status] ?? 'failed';
  if (left || !['FAILED', 'TERMINATED', 'TIMED_OUT'].includes(status))
    return { result, failure: left?.failure ?? null, left };
  if (failed)
    return {
      result,
      left,
      failure: {
        code: failed.applicationFailureInfo?.type || 'Internal',
        message: failed.message ?? '',
        hint: errors.Internal.hint,
      },
    };
  if (status === 'TIMED_OUT')
    return {
      result,
      left,
      failure: { code: 'TookTooLong', message: 'the run timed out', hint: errors.TookTooLong.hint },
    };
  const { reason, identity } = event.workflowExecutionTerminatedEventAttributes ?? {};
  const message = [`the run was ${result}`, identity && ` by ${identity}`, reason && `: ${reason}`]
    .filter(Boolean)
    .join('');
  return { result, left, failure: { code: 'Terminated', message, hint: errors.Terminated.hint } };
}

const asResult = (value: unknown): RunResult | null => (isRunResult(value) ? value : null);
