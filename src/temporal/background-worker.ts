import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../errors';
import { codeVersion } from './code-version';
import { connectClient } from './connect';
import { listPollers } from './pollers';
import { endProcess, isAlive, startDetached, tailOf, type ProcessIdentity } from './process';
import type { ResolvedConnection } from './resolve';
import { makeStateFolder, readJson, removeFile, stateFiles, writeJson, type StateFiles } from './state';

export interface WorkerOptions {
  env: NodeJS.ProcessEnv;
  target: ResolvedConnection;
  /** Path of the fleet file; absent: the worker finds it as the commands do. */
  fleet?: string;
  /** Arguments for node instead of the built worker's; for tests. */
  entry?: string[];
  log: (line: string) => void;
}

export interface WorkerProcess {
  pid: number;
  isNew: boolean;
}

/** What a worker was started with; it is replaced when any of it is different now. */
interface Origin {
  code: string;
  fleet: string;
  temporal: string;
}

type WorkerRecord = ProcessIdentity & { origin: Origin };

const readyLimit = 60_000;
/** Longer than the worker's own limit for draining. */
const drainLimit = 25_000;

const reasons: Record<keyof Origin, string> = {
  code: 'it runs older code',
  fleet: 'the fleet file is another one or has changed',
  temporal: 'it polls another Temporal',
};

/** Finds the worker of this state folder or starts it; returns once it polls. */
export async function startWorker(options: WorkerOptions): Promise<WorkerProcess> {
  const { env, target, log } = options;
  const files = stateFiles(env);
  const origin = originOf(options);
  const former = readJson<WorkerRecord>(files.workerPid);
  if (former && isAlive(former)) {
    const changed = (Object.keys(reasons) as (keyof Origin)[]).filter((key) => former.origin[key] !== origin[key]);
    if (changed.length === 0) {
      await untilPolling(former, target, files);
      return { pid: former.pid, isNew: false };
    }
    log(`restarting the worker: ${changed.map((key) => reasons[key]).join(', ')}`);
    await stopWorker(env);
  }
  makeStateFolder(files);
  const identity = launch(options, files);
  writeJson(files.workerPid, { ...identity, origin } satisfies WorkerRecord);
  await untilPolling(identity, target, files);
  return { pid: identity.pid, isNew: true };
}

/** Lets it drain, then ends it. True: it ran. */
export async function stopWorker(env: NodeJS.ProcessEnv): Promise<boolean> {
  const files = stateFiles(env);
  const identity = readJson<WorkerRecord>(files.workerPid);
  const ran = identity !== undefined && isAlive(identity);
  if (ran) await endProcess(identity, drainLimit);
  removeFile(files.workerPid);
  return ran;
}

/** For a worker that begins to end: the next `up` must not take it for one that works. */
export function resignWorker(env: NodeJS.ProcessEnv, pid = process.pid): void {
  const files = stateFiles(env);
  if (readJson<WorkerRecord>(files.workerPid)?.pid === pid) removeFile(files.workerPid);
}

function launch({ env, fleet, entry }: WorkerOptions, files: StateFiles): ProcessIdentity {
  const args = entry ?? ['--enable-source-maps', builtEntry];
  // Its folder is `/`: what was relative to ours must be absolute.
  return startDetached(process.execPath, args, files.workerLog, { ...env, ...(fleet && { ROOST_FLEET: resolve(fleet) }) });
}

const builtEntry = join(__dirname, '..', 'workers', 'main.js');

function originOf({ target, fleet, entry }: WorkerOptions): Origin {
  return {
    code: entry ? entry.join(' ') : codeVersion(join(dirname(builtEntry), '..')),
    fleet: fleet ? `${resolve(fleet)} ${digestOf(fleet)}` : '',
    temporal: `${target.address}/${target.namespace}`,
  };
}

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  } catch {
    return 'unreadable';
  }
}

async function untilPolling(identity: ProcessIdentity, target: ResolvedConnection, files: StateFiles): Promise<void> {
  const temporal = await connectClient({ target });
  const name = `roost-worker:${identity.pid}@${hostname()}`;
  const deadline = Date.now() + readyLimit;
  try {
    for (;;) {
      const pollers = await listPollers(temporal.connection, target.namespace);
      if (pollers.some((poller) => poller.identity === name)) return;
      if (!isAlive(identity)) throw notPolling('The worker ended while starting', files);
      if (Date.now() > deadline) throw notPolling(`The worker does not poll after ${readyLimit / 1000} s`, files);
      await sleep(50);
    }
  } finally {
    await temporal.close();
  }
}

function notPolling(what: string, files: StateFiles): RoostError {
  return new RoostError('WorkerMissing', `${what}:\n${tailOf(files.workerLog)}`, { log: files.workerLog });
}
