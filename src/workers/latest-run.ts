import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { RoostError } from '../errors';

/** The latest run of a workflow id; null: Temporal has none. Errors: `TemporalUnreachable`. */
export async function latestRun(
  client: Client,
  workflowId: string,
): Promise<{ runId: string; open: boolean } | null> {
  try {
    const { runId, status } = await client.workflow.getHandle(workflowId).describe();
    return { runId, open: status.name === 'RUNNING' || status.name === 'PAUSED' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw new RoostError(
      'TemporalUnreachable',
      `Temporal gave no answer whether ${workflowId} still runs: ${(error as Error).message}`,
      { workflowId },
      { cause: error },
    );
  }
}
