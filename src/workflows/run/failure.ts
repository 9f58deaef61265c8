import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  DefaultFailureConverter,
  defaultPayloadConverter,
  TemporalFailure,
  TimeoutFailure,
  TimeoutType,
} from '@temporalio/common';
import { errors, isErrorCode, type ErrorCode, type ErrorTraits } from '../../errors';
import { traitsIn } from '../../errors/recorded';
import type { Failure } from '../../protocol/run';

export function failure(code: ErrorCode, message: string): Failure {
  return { code, message, hint: errors[code].hint };
}

/** What an operator sees of an error: the innermost thing with a name is the most exact. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ActivityFailure) return failureOf(error.cause);
  if (error instanceof CancelledFailure) return failure('Cancelled', error.message || 'cancelled');
  if (error instanceof TimeoutFailure) return ofTimeout(error);
  if (error instanceof ApplicationFailure && isErrorCode(error.type))
    return failure(error.type, error.message);
  return failure('Internal', error instanceof Error ? error.message : String(error));
}

/** A timeout that ended retries carries the last attempt's failure, which shows why. */
function ofTimeout(error: TimeoutFailure): Failure {
  // The SDK makes its error without the cause; what it made it of has it still.
  const { cause } = error.failure ?? {};
  if (cause) return failureOf(new DefaultFailureConverter().failureToError(cause, defaultPayloadConverter));
  if (error.timeoutType === TimeoutType.START_TO_CLOSE)
    return failure('CommandTimeout', 'the activity took longer than it may');
  return failure('WorkerMissing', `no worker finished the activity (${error.timeoutType ?? 'timeout'})`);
}

/**
 * A failure of the world, as against a defect of this code. A defect must fail
 * the workflow task, so that the run goes on once it is mended: nothing may be
 * undone or unlocked because of it.
 */
export function isWorldly(error: unknown): boolean {
  return error instanceof TemporalFailure;
}

const movedOn: string[] = [
  'StalePlan',
  'OperationClosed',
  'LockedElsewhere',
  'LockWaitTimeout',
] satisfies ErrorCode[];

/** Another run owns the app by now: every further change, an undo too, would be wrong. */
export const hasMovedOn = (code: string): boolean => movedOn.includes(code);

/** The guard found the operation ended before this step: only the reset of an ended run meets that. */
export const hadEnded = (error: unknown): boolean => traitsOf(error).isEnded === true;

/** The traits of the error that an activity threw. */
export function traitsOf(error: unknown): ErrorTraits {
  if (error instanceof ActivityFailure) return traitsOf(error.cause);
  return error instanceof ApplicationFailure ? traitsIn(error.details) : {};
}
