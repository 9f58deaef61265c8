import { connect as connectTcp } from 'node:net';
import { hostname } from 'node:os';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { RoostError } from '../errors';
import { SECOND } from '../lib/time';
import { describeNamespace } from './namespace';
import { resolveConnection, type ResolvedConnection } from './resolve';
import { runPage } from './ui';

/** Identifies runs that roost itself started, for the audit. */
export const clientIdentity = 'roost';

const identity = (): string => `${clientIdentity}:${process.pid}@${hostname()}`;

/** A client that reached its server. */
export interface Temporal {
  client: Client;
  connection: Connection;
  address: string;
  namespace: string;
  /** The control plane's identity: the UUID of its namespace. */
  plane: string;
  /** Undefined if the UI's address is unknown (set `ROOST_UI_URL`). */
  uiUrl(workflowId: string, runId?: string): string | undefined;
  close(): Promise<void>;
}

export interface ConnectOptions {
  env?: NodeJS.ProcessEnv;
  /** Default: by the environment. */
  target?: ResolvedConnection;
  /** ms until `TemporalUnreachable`. */
  timeout?: number;
}

/** Errors: `TemporalUnreachable`, by default within three seconds. */
export async function connectClient(options: ConnectOptions = {}): Promise<Temporal> {
  const target = options.target ?? resolveConnection(options.env);
  const { connection, plane } = await reach(target, options.timeout ?? 3 * SECOND);
  const { address, namespace, ui } = target;
  return {
    client: new Client({ connection, namespace, identity: identity() }),
    connection,
    address,
    namespace,
    plane,
    uiUrl: (workflowId, runId) => ui && runPage(ui, namespace, workflowId, runId),
    close: () => connection.close(),
  };
}

/**
 * A client that connects at first use and after an outage, for a process that outlives Temporal's restarts.
 */
export function lazyClient(target: ResolvedConnection): {
  client: Client;
  connection: Connection;
  close(): Promise<void>;
} {
  const connection = Connection.lazy({
    ...(target.options as ConnectionOptions),
    ...withoutProxy(target.address),
  });
  return {
    client: new Client({ connection, namespace: target.namespace, identity: identity() }),
    connection,
    close: () => connection.close(),
  };
}

async function reach(
  target: ResolvedConnection,
  timeout: number,
): Promise<{ connection: Connection; plane: string }> {
  const connection = Connection.lazy({
    ...(target.options as ConnectionOptions),
    connectTimeout: timeout,
    ...withoutProxy(target.address),
  });
  try {
    const late = Date.now() + timeout;
    const isOpen = await refuseEarly(target.address, timeout);
    // gRPC retries a closed port until its own deadline. Of an open one all that has passed is this
    // process's own time, on a busy machine more than the whole.
    const deadline = isOpen ? Date.now() + timeout : late;
    const plane = await connection.withDeadline(deadline, async () => {
      await connection.ensureConnected();
      return (await describeNamespace(connection, target.namespace)).id;
    });
    return { connection, plane };
  } catch (error) {
    await connection.close().catch(() => {});
    throw unreachable(target, error);
  }
}

/** Fails at once if the port is closed. Whether it is open; gRPC handles everything else. */
function refuseEarly(address: string, timeout: number): Promise<boolean> {
  const { hostname, port } = splitAddress(address);
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: hostname, port });
    const done = (error?: NodeJS.ErrnoException) => {
      socket.destroy();
      if (error?.code === 'ECONNREFUSED') reject(error);
      else resolve(false);
    };
    // The time may have passed while this process was not looking: what has come meanwhile is seen first.
    socket.setTimeout(timeout, () => setImmediate(done));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', done);
  });
}

function splitAddress(address: string): { hostname: string; port: number } {
  const { hostname, port } = new URL(`tcp://${address}`);
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 7233) };
}

/** Connections to this machine must not use the proxy for the Internet. */
function withoutProxy(address: string): Pick<ConnectionOptions, 'channelArgs'> {
  const isLoopback = /^(localhost|127\.|\[::1\])/.test(address);
  return isLoopback ? { channelArgs: { 'grpc.enable_http_proxy': 0 } } : {};
}

function unreachable(target: ResolvedConnection, cause: unknown): RoostError {
  const { address, namespace, source } = target;
  const code = (cause as { code?: unknown }).code;
  const notFound = code === 5;
  const message = notFound
    ? `Temporal at ${address} has no namespace ${namespace}`
    : `Temporal does not answer at ${address} (${reasonOf(cause)})`;
  return new RoostError('TemporalUnreachable', message, { address, namespace, source }, { cause });
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message: string };
  return code === 'ECONNREFUSED' ? 'connection refused' : (message.split('\n')[0] ?? 'no reason given');
}
