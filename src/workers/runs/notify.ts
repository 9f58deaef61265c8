import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { messageOf } from '../../notify';
import { taskQueue } from '../../protocol/names';
import type { RunEvent } from '../../protocol/reports/notification';
import type { notify } from '../../workflows/notify';
import { attributes } from '../../workflows/run/shown/attributes';

/**
 * Starts the run that notifies the target. A second start with the same id does nothing, even after the
 * first run.
 */
export async function startNotify(
  client: Client,
  workflowId: string,
  target: string,
  event: RunEvent,
): Promise<void> {
  // An alert may concern no single app.
  const app = event.app ? [{ key: attributes.app, value: event.app }] : [];
  try {
    await client.workflow.start<typeof notify>('notify', {
      taskQueue,
      workflowId,
      args: [target, event],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: `Notify ${target}: ${messageOf(event).title}`.slice(0, 200),
      typedSearchAttributes: new TypedSearchAttributes([
        ...app,
        { key: attributes.workflow, value: 'notify' },
      ]),
    });
  } catch (error) {
    if ((error as Error).name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  }
}
