/** What a run that starts runs of apps says of them, and of itself. */
import {
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TerminatedFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import type { RunReport } from '../../protocol/reports/run-report';
import type { RunResult } from '../../protocol/run';
import type { Ending } from '../engine/types';
import { activity } from './activities';
import { isWorldly } from './failure';

export interface ChildEnd {
  code: string;
  message: string;
}

/**
 * How the run of an app ended that did not succeed. `running`:
 * another one has its id. A defect is thrown on.
 */
export function endOfChild(error: unknown, running: ChildEnd): ChildEnd {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return running;
  if (!isWorldly(error)) throw error;
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    // The run's own word; the failure's text has the code and the hint in it too.
    const told = (cause.details?.[0] as Partial<RunResult> | undefined)?.failure?.message;
    return { code: cause.type ?? 'Internal', message: (told ?? cause.message).slice(0, 300) };
  }
  if (cause instanceof TerminatedFailure) return { code: 'Terminated', message: 'its run was terminated' };
  if (cause instanceof CancelledFailure) return { code: 'Cancelled', message: 'its run was cancelled' };
  return { code: 'Internal', message: String(cause).slice(0, 300) };
}

/** Reports how a run ended that has no plan of its own. It cannot change that. */
export async function reportParent(
  title: string,
  about: Pick<RunReport, 'workflow' | 'host' | 'reason' | 'rehearsal'>,
  { outcome, failure }: Ending,
): Promise<void> {
  const nothing = { app: null, step: null, release: null, operation: null, lockSeconds: null, wait: null };
  try {
    await activity('reportRun', title)({ ...nothing, ...about, outcome, failure });
  } catch (error) {
    if (!isWorldly(error)) throw error;
  }
}
