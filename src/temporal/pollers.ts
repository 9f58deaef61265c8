import type { Connection } from '@temporalio/client';
import { taskQueue } from '../protocol/names';

export interface Poller {
  identity: string;
  lastSeen: Date;
}

/** `TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API. */
const workflowQueue = 1;
/** A poll lasts a minute at most; the server remembers a dead poller for five. */
const seenWithin = 75_000;

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
