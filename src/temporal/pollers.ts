import type { Connection } from '@temporalio/client';
import { SECOND } from '../lib/time';
import { taskQueue } from '../protocol/names';

export interface Poller {
  identity: string;
  lastSeen: Date;
}

/** `TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API. */
const workflowQueue = 1;
/** ms. A poll lasts at most a minute; the server lists a dead poller for five. */
const seenWithin = 75 * SECOND;

/** The workers that poll now. A worker that was killed stays in the list for a minute. */
export async function listPollers(connection: Connection, namespace: string): Promise<Poller[]> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: workflowQueue,
  });
  const known = (pollers ?? []).map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    lastSeen: new Date(Number(lastAccessTime?.seconds ?? 0) * 1000),
  }));
  return known.filter(({ lastSeen }) => Date.now() - lastSeen.getTime() < seenWithin);
}
