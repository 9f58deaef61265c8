import {
  ApplicationFailure,
  CancelledFailure,
  upsertMemo,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { errors, Exit, isErrorCode } from '../../errors';
import type { Failure, Outcome, RunResult } from '../../protocol/run';
import type { Ending } from '../engine/types';
import { failureOf } from './failure';
import { resultMemo } from './messages';
import { attributes } from './shown/attributes';
import type { Checklist } from './shown/checklist';
import { sentence } from './shown/details';

const refusals: number[] = [Exit.usage, Exit.config, Exit.refused, Exit.locked];

/** How a run ends that failed before its first step: nothing was changed. */
export function endedEarly(error: unknown, cancelled: boolean): Ending {
  const failure = failureOf(error);
  const outcome: Outcome = cancelled
    ? 'cancelled'
    : isErrorCode(failure.code) && refusals.includes(errors[failure.code].exit)
      ? 'refused'
      : 'failed';
  return { outcome, failure, cause: error };
}

/** Ends the run, so that `describe` and the UI show first what an operator needs. */
export function finish(list: Checklist, { outcome, failure, cause }: Ending, brief = false): RunResult {
  const whole = list.result(outcome, failure);
  const result = brief ? { ...whole, plan: null, steps: [] } : whole;
  upsertSearchAttributes([{ key: attributes.outcome, value: outcome }]);
  if (!failure) return result;
  if (outcome === 'cancelled') {
    upsertMemo({ [resultMemo]: { ...result, plan: null } });
    throw new CancelledFailure(failure.message);
  }
  throw expected(failure, result, cause instanceof Error ? cause : undefined);
}

/** What fails a run for good. Its message is enough: where in this code it was thrown is noise. */
export function expected(failure: Failure, result: RunResult, cause?: Error): ApplicationFailure {
  const thrown = ApplicationFailure.create({
    message: sentence(failure),
    type: failure.code,
    nonRetryable: true,
    details: [result],
    cause,
  });
  thrown.stack = '';
  return thrown;
}
