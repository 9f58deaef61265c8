import { hostname } from 'node:os';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from '../lib/log';
import { stopOnSignals } from '../lib/stop-signals';
import { taskQueue } from '../protocol/names';
import { resignWorker } from '../services/background-worker';
import type { ResolvedConnection } from '../temporal/resolve';
import { handOver } from './hand-over';
import { patiently } from './patience';
import { installRuntime } from './runtime';
import { bounds, takeTurns, type Bounds } from './turns';

export interface RunWorkerOptions {
  target: ResolvedConnection;
  activities: object;
  /** The bundle of the build, or the workflows' own module. */
  workflows: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;
  /** Interceptors of every activity, in this order. */
  activityInterceptors?: NonNullable<NonNullable<WorkerOptions['interceptors']>['activity']>;
  /** Sinks for the workflow interceptors of the bundle. */
  sinks?: WorkerOptions['sinks'];
  log: Logger;
  /** How many activities at once; absent: as `bounds` says. */
  turns?: Bounds;
  /** Address of the metrics for Prometheus. */
  metricsAddress?: string;
  /** Ends the worker as SIGTERM does. */
  signal?: AbortSignal;
}

/** Short activities end by themselves in this time; the others must then hand over. */
const grace = '2s';
/**
 * After this time the worker ends without activities that still run; their heartbeat timeout passes them
 * on.
 */
const force = '20s';

/** The name of a worker of this machine at the server and in `roost up`. */
export const workerIdentity = (pid: number = process.pid): string => `roost-worker:${pid}@${hostname()}`;

/** Works until SIGTERM, SIGINT or `signal`. It waits for a server that does not answer. */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  const { log, metricsAddress, signal } = options;
  installRuntime(log, metricsAddress);
  const stop = stopOnSignals(signal);
  stop.signal.addEventListener('abort', () => resignWorker(process.env));
  try {
    // The SDK waits for a missing server only after the worker has begun to poll.
    await patiently(() => workOnce(options, stop.signal), log, stop.signal);
  } finally {
    stop.forget();
  }
}

async function workOnce(options: RunWorkerOptions, signal: AbortSignal): Promise<void> {
  const connection = await NativeConnection.connect(options.target.options);
  try {
    const worker = await createWorker(connection, options);
    const running = worker.run();
    const shutdown = () => worker.shutdown();
    if (signal.aborted) shutdown();
    else signal.addEventListener('abort', shutdown, { once: true });
    await running.finally(() => signal.removeEventListener('abort', shutdown));
  } finally {
    await connection
      .close()
      .catch((error: unknown) => options.log.warn({ error }, 'Closing the connection failed'));
  }
}

async function createWorker(connection: NativeConnection, options: RunWorkerOptions): Promise<Worker> {
  const { target, activities, workflows, activityInterceptors = [], sinks, turns = bounds } = options;
  return Worker.create({
    connection,
    namespace: target.namespace,
    taskQueue,
    identity: workerIdentity(),
    activities,
    ...workflows,
    interceptors: { activity: [takeTurns(turns), handOver, ...activityInterceptors] },
    sinks,
    shutdownGraceTime: grace,
    shutdownForceTime: force,
    // A cancel arrives in the answer to a heartbeat, so none may be delayed for long.
    maxHeartbeatThrottleInterval: '1s',
    defaultHeartbeatThrottleInterval: '1s',
    // After a kill -9 another worker gets the cached runs after this time.
    stickyQueueScheduleToStartTimeout: '3s',
    maxConcurrentActivityTaskExecutions: turns.slots,
    maxCachedWorkflows: 100,
  });
}
