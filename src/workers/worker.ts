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

export interface RunWorkerOptions {
  target: ResolvedConnection;
  activities: object;
  /** The bundle of the build, or the workflows' own module. */
  workflows: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;
  /** Around every activity, in this order. */
  activityInterceptors?: NonNullable<NonNullable<WorkerOptions['interceptors']>['activity']>;
  /** What workflow interceptors of the bundle call. */
  sinks?: WorkerOptions['sinks'];
  log: Logger;
  /** Address where Prometheus may ask for metrics. */
  metricsAddress?: string;
  /** Ends the worker as SIGTERM does. */
  signal?: AbortSignal;
}

/** Short activities end by themselves in this time; then the rest is told to hand over. */
const grace = '2s';
/** An activity that does not obey is left behind: its heartbeat timeout passes it on. */
const force = '20s';

/** How the server and `roost up` name a worker of this machine. */
export const workerIdentity = (pid: number = process.pid): string => `roost-worker:${pid}@${hostname()}`;

/** Works until SIGTERM, SIGINT or `signal`; a server that is away is waited for. */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  const { log, metricsAddress, signal } = options;
  installRuntime(log, metricsAddress);
  const stop = stopOnSignals(signal);
  stop.signal.addEventListener('abort', () => resignWorker(process.env));
  try {
    // Once it polls, the SDK itself waits for a server that went away; while it starts it does not.
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
  const { target, activities, workflows, activityInterceptors = [], sinks } = options;
  return Worker.create({
    connection,
    namespace: target.namespace,
    taskQueue,
    identity: workerIdentity(),
    activities,
    ...workflows,
    interceptors: { activity: [handOver, ...activityInterceptors] },
    ...(sinks && { sinks }),
    shutdownGraceTime: grace,
    shutdownForceTime: force,
    // A cancel arrives as the answer to a heartbeat: hold none back for long.
    maxHeartbeatThrottleInterval: '1s',
    defaultHeartbeatThrottleInterval: '1s',
    // After a kill -9 the runs that it had cached go to another worker this soon.
    stickyQueueScheduleToStartTimeout: '3s',
    maxConcurrentActivityTaskExecutions: 50,
    maxCachedWorkflows: 100,
  });
}
