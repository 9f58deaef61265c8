import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { taskQueue } from '../temporal/task-queue';
import type { ResolvedConnection } from '../temporal/resolve';
import { handOver } from './hand-over';
import type { Logger } from './log';
import { installRuntime } from './runtime';

export interface RunWorkerOptions {
  target: ResolvedConnection;
  activities: object;
  /** The bundle of the build, or the workflows' own module. */
  workflows: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;
  /** Around every activity, in this order. */
  activityInterceptors?: NonNullable<NonNullable<WorkerOptions['interceptors']>['activity']>;
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

/** How the server and `roost up` name this worker. */
export const workerIdentity = (pid: number = process.pid): string => `roost-worker:${pid}@${hostname()}`;

/** Works until SIGTERM, SIGINT or `signal`; a server that is away is waited for. */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  const { log, metricsAddress, signal } = options;
  installRuntime(log, metricsAddress);
  const stop = stopOnSignals(signal);
  try {
    const connection = await connectPatiently(options.target, log, stop.signal);
    if (connection) await workOn(connection, options, stop.signal);
  } finally {
    stop.forget();
  }
}

async function workOn(connection: NativeConnection, options: RunWorkerOptions, signal: AbortSignal): Promise<void> {
  const { target, activities, workflows, activityInterceptors = [], log } = options;
  try {
    const worker = await Worker.create({
      connection,
      namespace: target.namespace,
      taskQueue,
      identity: workerIdentity(),
      activities,
      ...workflows,
      interceptors: { activity: [handOver, ...activityInterceptors] },
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
    const shutdown = () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    signal.addEventListener('abort', shutdown, { once: true });
    const running = worker.run();
    if (signal.aborted) shutdown();
    await running;
  } finally {
    await connection.close().catch((error: unknown) => log.warn({ error }, 'Closing the connection failed'));
  }
}

/** The server may come later than the worker; once connected, the SDK itself waits for one that went away. */
async function connectPatiently(target: ResolvedConnection, log: Logger, signal: AbortSignal): Promise<NativeConnection | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      return await NativeConnection.connect(target.options);
    } catch (error) {
      if (attempt % 30 === 0) log.warn({ address: target.address, reason: (error as Error).message }, 'Temporal does not answer; waiting for it');
      await sleep(1_000, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
}

function stopOnSignals(outer: AbortSignal | undefined): { signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.on(name, abort);
  outer?.addEventListener('abort', abort, { once: true });
  if (outer?.aborted) abort();
  return {
    signal: controller.signal,
    forget: () => {
      for (const name of names) process.off(name, abort);
      outer?.removeEventListener('abort', abort);
    },
  };
}
