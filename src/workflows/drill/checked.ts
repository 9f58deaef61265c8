import { ApplicationFailure } from '@temporalio/workflow';
import { RoostError } from '../../errors';
import { checkDrillRequest } from '../../plan/drill/request';
import type { DrillRequest } from '../../protocol/requests';
import { sentence } from '../run/details';
import { failure } from '../run/failure';

/** What a person has typed, checked before anything is asked. Fails the workflow for good: `BadRequest`. */
export function checkedDrill(input: unknown): DrillRequest {
  try {
    return checkDrillRequest(input);
  } catch (error) {
    if (!(error instanceof RoostError)) throw error;
    const problem = failure(error.code, error.message);
    const result = { outcome: 'refused', plan: null, steps: [], warnings: [], failure: problem };
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
