import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../errors';
import { readJson } from '../lib/files/json-file';
import { makeStateFolder, removeFile, stateFiles, type StateFiles } from '../lib/files/state';
import { isAlive, longLived, tailOf, type ProcessIdentity } from '../lib/process';
import { connectClient } from '../temporal/connect';
import { listPollers } from '../temporal/pollers';
import type { ResolvedConnection } from '../temporal/resolve';
import { fleetOrigin, startBackground, stopBackground, type BackgroundProcess } from './background';
import { codeVersion, isWorkerCode } from './code-version';

export interface WorkerOptions {
  env: NodeJS.ProcessEnv;
  target: ResolvedConnection;
  /** Path of the fleet file; absent: the worker finds it as the commands do. */
  fleet?: string;
  /** Arguments for node instead of the built worker's; for tests. */
  entry?: string[];
  log: (line: string) => void;
}

const readyLimit = 60_000;
/** Longer than the worker's own limit for draining. */
const drainLimit = 25_000;

/** Finds or starts the worker of this state folder. Returns once it polls. */
export async function startWorker({
  env,
  target,
  fleet,
  entry,
  log,
}: WorkerOptions): Promise<BackgroundProcess> {
  const files = stateFiles(env);
  makeStateFolder(files);
  return startBackground({
    name: 'worker',
    pidFile: files.workerPid,
    logFile: files.workerLog,
    args: entry ?? ['--enable-source-maps', builtEntry],
    // The worker's working folder is `/`, so a relative path must become absolute.
    env: { ...longLived, ...env, ROOST_FLEET: fleet ? resolve(fleet) : env.ROOST_FLEET },
    origin: {
      code: entry ? entry.join(' ') : codeVersion(join(dirname(builtEntry), '..'), isWorkerCode),
      fleet: fleetOrigin(fleet),
      temporal: `${target.address}/${target.namespace}`,
    },
    drain: drainLimit,
    untilReady: (identity) => untilPolling(identity, target, files),
    log,
  });
}

/** Drains the worker, then ends it. True: it ran. */
export const stopWorker = (env: NodeJS.ProcessEnv): Promise<boolean> =>
  stopBackground(stateFiles(env).workerPid, drainLimit);

/** A worker calls this when it begins to end, so that the next `up` starts another one. */
export function resignWorker(env: NodeJS.ProcessEnv, pid = process.pid): void {
  const files = stateFiles(env);
  if (readJson<ProcessIdentity>(files.workerPid)?.pid === pid) removeFile(files.workerPid);
}

const builtEntry = join(__dirname, '..', 'workers', 'main.js');

async function untilPolling(
  identity: ProcessIdentity,
  target: ResolvedConnection,
  files: StateFiles,
): Promise<void> {
  const temporal = await connectClient({ target });
  const name = `roost-worker:${identity.pid}@${hostname()}`;
  const deadline = Date.now() + readyLimit;
  try {
    for (;;) {
      const pollers = await listPollers(temporal.connection, target.namespace);
      if (pollers.some((poller) => poller.identity === name)) return;
      if (!isAlive(identity)) throw notPolling('The worker ended while starting', files);
      if (Date.now() > deadline)
        throw notPolling(`The worker does not poll after ${readyLimit / 1000} s`, files);
      await sleep(50);
    }
  } finally {
    await temporal.close();
  }
}

function notPolling(what: string, files: StateFiles): RoostError {
  return new RoostError('WorkerMissing', `${what}:\n${tailOf(files.workerLog)}`, { log: files.workerLog });
}
