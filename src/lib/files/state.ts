import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ProcessIdentity } from '../process';
import { readJson } from './json-file';

/** The address of the embedded Temporal; written when it is ready, kept when it ends. */
export interface TemporalState {
  address: string;
  ui: string;
  /** The HTTP API, which refuses every call. */
  http: string;
  metrics: string;
  namespace: string;
}

/** Written by the worker when it starts. */
export interface WorkerMetrics extends ProcessIdentity {
  url: string;
}

/** The files that outlive a command: database, process ids, logs. */
export interface StateFiles {
  folder: string;
  database: string;
  temporal: string;
  serverPid: string;
  serverLog: string;
  workerPid: string;
  workerLog: string;
  gatewayPid: string;
  gatewayLog: string;
  /** The address of the gateway; written when it listens. */
  gateway: string;
  /** The address of the worker's metrics. */
  workerMetrics: string;
  /** State of the alert watcher: open alerts and their deliveries. */
  alerts: string;
  /** What the last inspection of each host has found. */
  drift: string;
  /** What a recovery of the control host has done here. */
  recovered: string;
  /** The Temporal database of the control host before it: for its histories only. */
  formerDatabase: string;
  lock: string;
}

export function stateFiles(env: NodeJS.ProcessEnv = process.env): StateFiles {
  const folder = join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'roost');
  const file = (name: string) => join(folder, name);
  return {
    folder,
    database: file('temporal.db'),
    temporal: file('temporal.json'),
    serverPid: file('server.pid'),
    serverLog: file('server.log'),
    workerPid: file('worker.pid'),
    workerLog: file('worker.log'),
    gatewayPid: file('gateway.pid'),
    gatewayLog: file('gateway.log'),
    gateway: file('gateway.json'),
    workerMetrics: file('worker-metrics.json'),
    alerts: file('alerts.json'),
    drift: file('drift.json'),
    recovered: file('recovered.json'),
    formerDatabase: file('temporal-former.db'),
    lock: file('up.lock'),
  };
}

/** Histories contain names of hosts and branches, so only the owner may read the folder. */
export function makeStateFolder(files: StateFiles): void {
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
}

export const readTemporalState = (env?: NodeJS.ProcessEnv): TemporalState | undefined =>
  readJson<TemporalState>(stateFiles(env).temporal);

export function removeFile(file: string): void {
  if (existsSync(file)) rmSync(file, { force: true });
}
