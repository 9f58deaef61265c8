import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { RoostError } from '../errors';
import { taskQueue } from '../protocol/names';
import type { RunResult } from '../protocol/run';
import { resultOfFailure } from '../temporal/runs/errors';
import type { deploy } from '../workflows/release/deploy';
import { attributes } from '../workflows/run/shown/attributes';

/**
 * Deploys the app's head as a run of its own, and returns its outcome. Called again it
 * waits for the same run. A cancel ends the deploy too.
 * Errors: `DeployNotDone`, `TemporalUnreachable`.
 */
export async function deployHead(
  client: Client,
  app: string,
  workflowId: string,
  by: string,
  reason: string,
): Promise<string> {
  const handle = client.workflow.getHandle<typeof deploy>(workflowId);
  try {
    await client.workflow.start<typeof deploy>('deploy', {
      taskQueue,
      workflowId,
      args: [{ app, by, reason }],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: `deploy ${app}: head, ${reason}`.slice(0, 200),
      typedSearchAttributes: new TypedSearchAttributes([
        { key: attributes.app, value: app },
        { key: attributes.workflow, value: 'deploy' },
      ]),
    });
  } catch (error) {
    if ((error as Error).name !== 'WorkflowExecutionAlreadyStartedError')
      throw unreachable(workflowId, error);
  }
  const cancel = (): void => void handle.cancel().catch(() => {});
  const { cancellationSignal } = Context.current();
  cancellationSignal.addEventListener('abort', cancel);
  const result = await handle.result().catch((error: unknown): RunResult => {
    const failed = resultOfFailure(error);
    if (failed) return failed;
    // Terminated, or beyond its time.
    if ((error as Error).name === 'WorkflowFailedError')
      throw new RoostError('DeployNotDone', `The deploy ${workflowId} was ended from outside.`, {
        workflowId,
      });
    throw unreachable(workflowId, error);
  });
  cancellationSignal.removeEventListener('abort', cancel);
  if (result.outcome === 'succeeded' || result.outcome === 'unchanged')
    return `${workflowId}: ${result.outcome}`;
  const { failure } = result;
  throw new RoostError(
    'DeployNotDone',
    `The deploy ${workflowId} ended as ${result.outcome}${failure ? `: ${failure.code}: ${failure.message}` : ''}`,
    { workflowId },
  );
}

const unreachable = (workflowId: string, cause: unknown): RoostError =>
  new RoostError(
    'TemporalUnreachable',
    `Temporal gave no answer about ${workflowId}: ${(cause as Error).message}`,
    { workflowId },
    { cause },
  );
