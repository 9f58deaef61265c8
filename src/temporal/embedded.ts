import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../errors';
import { findTool } from '../tools';
import { connectClient, type Temporal } from './connect';
import { ensureRetention, ensureSearchAttributes, retentionDays } from './namespace';
import { freePort, requireFree } from './ports';
import { endProcess, isAlive, startDetached, tailOf, type ProcessIdentity } from './process';
import type { ResolvedConnection } from './resolve';
import { makeStateFolder, readJson, removeFile, stateFiles, writeJson, type StateFiles, type TemporalState } from './state';

export interface EmbeddedOptions {
  env?: NodeJS.ProcessEnv;
  /** Default: the port of its last start, else 7233. 0: any free one. */
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

const defaultPort = 7233;
const namespace = 'default';
const startLimit = 30_000;
const endLimit = 10_000;

/**
 * The dev server of Temporal's CLI, on a database file: enough for one control
 * host. It runs detached, and started again it goes on where it ended, whatever
 * ended it.
 */
export async function startEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  const { env = process.env, log = () => {} } = options;
  const files = stateFiles(env);
  makeStateFolder(files);
  const running = await findRunning(files, log);
  if (running) return { ...running, isNew: false };
  const { identity, state } = await launch(files, await choosePorts(options, files), env, log);
  await prepare(identity, state, files, log);
  return { ...state, pid: identity.pid, isNew: true };
}

async function findRunning(files: StateFiles, log: (line: string) => void): Promise<(TemporalState & { pid: number }) | undefined> {
  const identity = readJson<ProcessIdentity>(files.serverPid);
  if (!identity || !isAlive(identity)) return undefined;
  const state = readJson<TemporalState>(files.temporal);
  if (!state) {
    throw new RoostError('TemporalUnreachable', `Temporal runs as process ${identity.pid}, but ${files.temporal} is missing: run \`roost down\` first`);
  }
  try {
    await prepare(identity, state, files, log);
    return { ...state, pid: identity.pid };
  } catch (error) {
    // It was just ending: as good as not running.
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

interface Ports {
  port: number;
  uiPort: number;
}

/** A worker that waits for a dead server knows only the former port, so that one comes first. */
async function choosePorts({ port, uiPort }: EmbeddedOptions, files: StateFiles): Promise<Ports> {
  const former = formerPorts(files);
  const chosen = await choosePort(port, former?.port, defaultPort);
  return { port: chosen, uiPort: await choosePort(uiPort ?? (port === 0 ? 0 : undefined), former?.uiPort, chosen + 1000) };
}

async function choosePort(asked: number | undefined, former: number | undefined, otherwise: number): Promise<number> {
  if (asked !== 0) return requireFree(asked ?? former ?? otherwise);
  return former === undefined ? freePort() : requireFree(former).catch(freePort);
}

function formerPorts(files: StateFiles): Ports | undefined {
  const state = readJson<TemporalState>(files.temporal);
  return state && { port: Number(state.address.split(':').at(-1)), uiPort: Number(new URL(state.ui).port) };
}

async function launch(
  files: StateFiles,
  { port, uiPort }: Ports,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<{ identity: ProcessIdentity; state: TemporalState }> {
  const temporal = await findTool('temporal', { env, log });
  const state = { address: `127.0.0.1:${port}`, ui: `http://127.0.0.1:${uiPort}`, namespace };
  const args = ['server', 'start-dev', '--db-filename', files.database, '--ip', '127.0.0.1', '--namespace', namespace];
  args.push('--port', String(port), '--ui-port', String(uiPort), '--log-level', 'warn');
  // The write-ahead log is faster; FULL keeps each commit safe from a power cut too.
  args.push('--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=FULL');
  const identity = startDetached(temporal, args, files.serverLog, env);
  writeJson(files.serverPid, identity);
  writeJson(files.temporal, state);
  return { identity, state };
}

/** Waits until it answers; then sees to what every start has to see to. */
async function prepare(identity: ProcessIdentity, state: TemporalState, files: StateFiles, log: (line: string) => void): Promise<void> {
  const temporal = await answering(identity, state, files);
  try {
    if (await ensureRetention(temporal.connection, namespace)) log(`Temporal keeps closed runs for ${retentionDays} days`);
    await ensureSearchAttributes(temporal.connection, namespace);
  } finally {
    await temporal.close();
  }
}

async function answering(identity: ProcessIdentity, state: TemporalState, files: StateFiles): Promise<Temporal> {
  const { address } = state;
  const target: ResolvedConnection = { options: { address }, address, namespace, source: 'embedded' };
  const deadline = Date.now() + startLimit;
  for (;;) {
    try {
      return await connectClient({ target, timeout: 2_000 });
    } catch (error) {
      if (!isAlive(identity)) throw ended(files, error);
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

function ended(files: StateFiles, cause: unknown): RoostError {
  removeFile(files.serverPid);
  return new RoostError('TemporalUnreachable', `Temporal ended while starting:\n${tailOf(files.serverLog)}`, { log: files.serverLog }, { cause });
}
