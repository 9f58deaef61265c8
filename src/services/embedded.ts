import { statfsSync } from 'node:fs';
import { RoostError } from '../errors';
import { readJson, writeJson } from '../lib/files/json-file';
import {
  makeStateFolder,
  removeFile,
  stateFiles,
  type StateFiles,
  type TemporalState,
} from '../lib/files/state';
import { isDiskFull } from '../lib/output-tail';
import { endProcess, isAlive, startDetached, tailOf, type ProcessIdentity } from '../lib/process';
import { findTool } from '../tools';
import { endOfLog, panicIn } from './panic';
import { freePort, requireFree } from './ports';
import { makeReady } from './ready';
import { defaultPort, fixedPorts, namespace, serverArgs, stateOf, type Ports } from './server';

export interface EmbeddedOptions {
  env?: NodeJS.ProcessEnv;
  /** Default: the port of its last start, else 7233. 0: any free one, and so for its HTTP API and metrics. */
  port?: number;
  /** Default: the port of its last start, else `port` + 1000. 0: any free one. */
  uiPort?: number;
  log?: (line: string) => void;
}

export interface EmbeddedServer extends TemporalState {
  pid: number;
  /** False: it ran already. */
  isNew: boolean;
}

const endLimit = 10_000;
/** Temporal has races while it starts: by the next start such a panic is gone. */
const startsAfterPanic = 3;

/**
 * The dev server of Temporal's CLI on a database file: enough for one control
 * host. It runs detached. After any end, the next start continues with the same database.
 */
export async function startEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  const { env = process.env, log = () => {} } = options;
  const files = stateFiles(env);
  makeStateFolder(files);
  const running = await findRunning(files, log);
  if (running) return { ...running, isNew: false };
  for (let start = 1; ; start++) {
    const before = endOfLog(files);
    const { identity, state } = await launch(files, await choosePorts(options, files), env, log);
    try {
      await prepare(identity, state, files, log);
      return { ...state, pid: identity.pid, isNew: true };
    } catch (error) {
      if (isAlive(identity)) throw error;
      const panic = panicIn(files, before);
      if (panic === null) throw error;
      if (start === startsAfterPanic) throw panicked(files, panic, error);
      log(`Temporal ended while starting (${panic}): it is started again`);
    }
  }
}

async function findRunning(
  files: StateFiles,
  log: (line: string) => void,
): Promise<(TemporalState & { pid: number }) | undefined> {
  const identity = readJson<ProcessIdentity>(files.serverPid);
  if (!identity || !isAlive(identity)) return undefined;
  const state = readJson<TemporalState>(files.temporal);
  if (!state) {
    throw new RoostError(
      'TemporalUnreachable',
      `Temporal runs as process ${identity.pid}, but ${files.temporal} is missing: run \`roost down\` first`,
    );
  }
  try {
    await prepare(identity, state, files, log);
    return { ...state, pid: identity.pid };
  } catch (error) {
    // The server found was about to end, so it counts as not running.
    if (!isAlive(identity)) return undefined;
    throw error;
  }
}

/** True: it ran. Its database stays. */
export async function stopEmbedded(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const files = stateFiles(env);
  const identity = readJson<ProcessIdentity>(files.serverPid);
  const ran = identity !== undefined && isAlive(identity);
  if (ran) await endProcess(identity, endLimit);
  removeFile(files.serverPid);
  return ran;
}

export function embeddedProcess(env?: NodeJS.ProcessEnv): ProcessIdentity | undefined {
  const identity = readJson<ProcessIdentity>(stateFiles(env).serverPid);
  return identity && isAlive(identity) ? identity : undefined;
}

/** A worker that waits for a stopped server knows only the former port, so that port is tried first. */
async function choosePorts({ port, uiPort }: EmbeddedOptions, files: StateFiles): Promise<Ports> {
  const former = formerPorts(files);
  const chosen = await choosePort(port, former?.port, defaultPort);
  const fixed = fixedPorts(chosen);
  const beside = port === 0 ? 0 : undefined;
  // The other ports of the last start are used only with its gRPC port.
  const kept = former?.port === chosen ? former : undefined;
  return {
    port: chosen,
    uiPort: await choosePort(uiPort ?? beside, former?.uiPort, chosen + 1000),
    httpPort: await choosePort(beside, kept?.httpPort, fixed.httpPort),
    metricsPort: await choosePort(beside, kept?.metricsPort, fixed.metricsPort),
  };
}

async function choosePort(
  asked: number | undefined,
  former: number | undefined,
  otherwise: number,
): Promise<number> {
  if (asked !== 0) return requireFree(asked ?? former ?? otherwise);
  return former === undefined ? freePort() : requireFree(former).catch(freePort);
}

function formerPorts(files: StateFiles): Ports | undefined {
  const state = readJson<TemporalState>(files.temporal);
  if (!state) return undefined;
  return {
    port: portIn(state.address),
    uiPort: Number(new URL(state.ui).port),
    httpPort: portIn(state.http),
    metricsPort: Number(new URL(state.metrics).port),
  };
}

const portIn = (address: string): number => Number(address.split(':').at(-1));

async function launch(
  files: StateFiles,
  ports: Ports,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<{ identity: ProcessIdentity; state: TemporalState }> {
  const temporal = await findTool('temporal', { env, log });
  const state = stateOf(ports);
  const identity = startDetached(temporal, serverArgs(files.database, ports), files.serverLog, env);
  writeJson(files.serverPid, identity);
  writeJson(files.temporal, state);
  return { identity, state };
}

/** Waits for the server's answer, but no longer once the server has ended. */
function prepare(
  identity: ProcessIdentity,
  state: TemporalState,
  files: StateFiles,
  log: (line: string) => void,
): Promise<void> {
  const { address } = state;
  const onSilence = (error: unknown) => {
    if (!isAlive(identity)) throw ended(files, error);
  };
  return makeReady({
    target: { options: { address }, address, namespace, source: 'embedded' },
    log,
    onSilence,
  });
}

function panicked(files: StateFiles, panic: string, cause: unknown): RoostError {
  removeFile(files.serverPid);
  return new RoostError(
    'TemporalUnreachable',
    `Temporal ended while starting, ${startsAfterPanic} times: ${panic}`,
    { log: files.serverLog },
    { cause },
  );
}

function ended(files: StateFiles, cause: unknown): RoostError {
  removeFile(files.serverPid);
  const said = tailOf(files.serverLog);
  if (isDiskFull(said) || /disk is full/.test(said) || freeBytes(files.folder) < LEAST_FREE)
    return new RoostError(
      'DiskFull',
      `Temporal did not start: the disk of the control host that holds ${files.folder} is full.`,
      { log: files.serverLog },
      { cause },
    );
  return new RoostError(
    'TemporalUnreachable',
    `Temporal ended while starting:\n${said}`,
    { log: files.serverLog },
    { cause },
  );
}

/** On a full disk it cannot even say so. */
const LEAST_FREE = 1024 * 1024;

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
