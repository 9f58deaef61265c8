import { ApplicationFailure } from '@temporalio/workflow';
import { RoostError } from '../../errors';
import { checkRestoreRequest } from '../../plan/restore/request';
import type { RestoreRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { sentence } from '../run/details';
import { failure } from '../run/failure';

/** What a person has typed, checked before anything is asked. Fails the workflow for good: `BadRequest`. */
export function checkedRestore(input: unknown): RestoreRequest {
  try {
    return checkRestoreRequest(input);
  } catch (error) {
    if (!(error instanceof RoostError)) throw error;
    const problem = failure(error.code, error.message);
    const result: RunResult = { outcome: 'refused', plan: null, steps: [], warnings: [], failure: problem };
    const thrown = ApplicationFailure.create({
      message: sentence(problem),
      type: problem.code,
      nonRetryable: true,
      details: [result],
    });
    // Expected, and told by its message.
    thrown.stack = '';
    throw thrown;
  }
}
