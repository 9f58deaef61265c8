/**
 * What a person has typed, checked before anything is asked. A wrong input
 * fails the workflow for good: `BadRequest`.
 */
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import type { RunKind } from '../../protocol/plan-kinds';
import type { RunResult } from '../../protocol/run';
import { failure } from './failure';
import { expected } from './finish';
import { attributes, withoutCopied } from './shown/attributes';
import { codeBlock } from './shown/markdown';

/** `check` throws `RoostError`. */
export function checkedBy<T>(check: (input: unknown) => T, input: unknown): T {
  try {
    return check(input);
  } catch (error) {
    if (!(error instanceof RoostError)) throw error;
    const problem = failure(error.code, error.message);
    const result: RunResult = { outcome: 'refused', plan: null, steps: [], warnings: [], failure: problem };
    throw expected(problem, result);
  }
}

/** Of a run: a wrong input is shown to the operator, in the list and in the run's details. */
export function checkedRun<T>(workflow: RunKind, check: (input: unknown) => T, input: unknown): T {
  try {
    return checkedBy(check, input);
  } catch (error) {
    upsertSearchAttributes([
      ...withoutCopied(),
      { key: attributes.workflow, value: workflow },
      { key: attributes.outcome, value: 'refused' },
    ]);
    setCurrentDetails(
      sentences(
        `### ${workflow}: refused\n\nNothing was changed.\n\n${codeBlock((error as Error).message)}\n\nTo try again:`,
        '*More Actions*, *Start Workflow Like This One*, with another input.',
      ),
    );
    throw error;
  }
}
