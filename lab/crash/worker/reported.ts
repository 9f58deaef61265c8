import { setTimeout as sleep } from 'node:timers/promises';
import type { Temporal } from '../../../src/temporal/connect';

/** Returns when the workflow task under way is in the history. */
export async function untilReported({ client, namespace }: Temporal, workflowId: string): Promise<void> {
  for (let left = 400; left > 0; left--) {
    const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace,
      execution: { workflowId },
      maximumPageSize: 1,
    });
    if (!history?.events?.[0]?.workflowTaskStartedEventAttributes) return;
    await sleep(10);
  }
}
