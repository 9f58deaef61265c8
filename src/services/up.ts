import { makeStateFolder, stateFiles } from '../lib/files/state';
import { connectClient } from '../temporal/connect';
import { ensureSearchAttributes } from '../temporal/namespace';
import { resolveConnection, type ResolvedConnection } from '../temporal/resolve';
import { withLockFolder } from '../tools';
import type { BackgroundProcess } from './background';
import { startGateway, stopGateway, type GatewayProcess } from './background-gateway';
import { startWorker, stopWorker } from './background-worker';
import { startEmbedded, stopEmbedded, type EmbeddedServer } from './embedded';

export interface UpOptions {
  env?: NodeJS.ProcessEnv;
  /** Start no server: Temporal runs elsewhere. */
  workerOnly?: boolean;
  /** gRPC port of the embedded server; 0: any free one. */
  port?: number;
  uiPort?: number;
  /** Whether the fleet has a gateway. False: a gateway that runs is ended. */
  gateway?: boolean;
  /** Path of the fleet file. */
  fleet?: string;
  log?: (line: string) => void;
  /** Arguments for node instead of the built worker's; for tests. */
  entry?: string[];
}

export interface UpResult {
  address: string;
  ui?: string;
  namespace: string;
  /** Absent: Temporal is not ours. */
  server?: EmbeddedServer;
  worker: BackgroundProcess;
  gateway?: GatewayProcess;
}

/**
 * Starts Temporal, worker and gateway in the background where they do not run yet. Returns when all are
 * ready.
 */
export function up(options: UpOptions = {}): Promise<UpResult> {
  const { env = process.env, log = () => {} } = options;
  return exclusively(env, async () => {
    const { server, target } = await upServer(options);
    const worker = await startWorker({ ...options, env, target, log });
    log(worker.isNew ? `worker started (pid ${worker.pid})` : `worker runs already (pid ${worker.pid})`);
    const gateway = await upGateway(options, target);
    const { address, namespace, ui } = target;
    return { address, namespace, worker, ui, server, gateway };
  });
}

async function upGateway(
  options: UpOptions,
  target: ResolvedConnection,
): Promise<GatewayProcess | undefined> {
  const { env = process.env, log = () => {} } = options;
  if (!options.gateway) {
    if (await stopGateway(env)) log('ended the gateway: the fleet file has none');
    return undefined;
  }
  const gateway = await startGateway({ ...options, env, target, log });
  log(
    gateway.isNew
      ? `gateway started at ${gateway.url} (pid ${gateway.pid})`
      : `gateway runs already at ${gateway.url} (pid ${gateway.pid})`,
  );
  return gateway;
}

export interface ForegroundOptions extends UpOptions {
  /** Runs worker and gateway until they are stopped. */
  serve: (env: NodeJS.ProcessEnv) => Promise<void>;
  onReady?: (server: Omit<UpResult, 'worker' | 'gateway'>) => void;
}

/**
 * As `up`, but runs worker and gateway in this process, for a supervisor or to show the log. The embedded
 * server ends with this process.
 */
export async function upInForeground(options: ForegroundOptions): Promise<void> {
  const { env = process.env, log = () => {}, serve, onReady } = options;
  const { server, target } = await exclusively(env, async () => {
    if (await stopWorker(env)) log('ended the worker in the background');
    if (await stopGateway(env)) log('ended the gateway in the background');
    return upServer(options);
  });
  const { address, namespace, ui } = target;
  try {
    onReady?.({ address, namespace, ui, server });
    await serve({ ...env, ROOST_FLEET: options.fleet ?? env.ROOST_FLEET });
  } finally {
    if (server) await stopEmbedded(env);
  }
}

async function upServer(
  options: UpOptions,
): Promise<{ server?: EmbeddedServer; target: ResolvedConnection }> {
  const { env = process.env, log = () => {}, workerOnly = false } = options;
  if (workerOnly || resolveConnection(env).source === 'environment') {
    const target = resolveConnection(env);
    await prepareForeign(target, log);
    return { target };
  }
  const server = await startEmbedded({ ...options, env, log });
  log(
    server.isNew
      ? `Temporal started at ${server.address} (pid ${server.pid})`
      : `Temporal runs already at ${server.address} (pid ${server.pid})`,
  );
  return { server, target: resolveConnection(env) };
}

/** No run can start without the search attributes. If this account may not add them, the log names them. */
async function prepareForeign(target: ResolvedConnection, log: (line: string) => void): Promise<void> {
  const { connection, close } = await connectClient({ target });
  try {
    const added = await ensureSearchAttributes(connection, target.namespace);
    if (added.length > 0) log(`added the search attributes ${added.join(', ')}`);
  } catch (error) {
    log(`the search attributes could not be checked: ${(error as Error).message}`);
  } finally {
    await close();
  }
}

function exclusively<T>(env: NodeJS.ProcessEnv, body: () => Promise<T>): Promise<T> {
  const files = stateFiles(env);
  makeStateFolder(files);
  return withLockFolder(files.lock, body);
}
