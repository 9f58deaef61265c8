import { Client } from 'ssh2';
import { RoostError } from '../../errors';
import type { HostTarget } from '../types';
import { parseAddress } from './address';
import { readCredentials } from './credentials';
import { fingerprint, hostKeyAlgorithms, parseHostKey, type HostKey } from './hostKey';

export interface ConnectOptions {
  agentSocket?: string;
  /** ms per address. */
  connectTimeout: number;
}

const keepalive = { keepaliveInterval: 5_000, keepaliveCountMax: 3 };

/**
 * Uses the first address that answers. A wrong key or refused login is final: all addresses are of one
 * host.
 */
export async function connect(target: HostTarget, options: ConnectOptions): Promise<Client> {
  const key = parseHostKey(target.hostKey, target.name);
  const credentials = await readCredentials(target, options.agentSocket);
  const failures: string[] = [];
  for (const address of target.addresses) {
    try {
      return await connectTo(target, address, key, credentials, options.connectTimeout);
    } catch (error) {
      if (!(error instanceof RoostError) || error.code !== 'HostUnreachable') throw error;
      failures.push(error.message);
    }
  }
  throw new RoostError(
    'HostUnreachable',
    `${target.name} does not answer: ${failures.join('; ') || 'it has no address'}`,
    {
      host: target.name,
      addresses: target.addresses,
    },
  );
}

type Credentials = Awaited<ReturnType<typeof readCredentials>>;

function connectTo(
  target: HostTarget,
  address: string,
  key: HostKey,
  credentials: Credentials,
  timeout: number,
): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    let seen: Buffer | undefined;
    const fail = (error: Error & { level?: string }) => {
      clearTimeout(timer);
      client.destroy();
      reject(connectError(target, address, key, seen, error));
    };
    // Also limits name resolution, which ssh2 does not.
    const timer = setTimeout(() => fail(new Error(`no answer within ${timeout / 1000} s`)), timeout);
    // Stays: a late error without a listener would end the process.
    client.on('error', fail);
    client.once('close', () => fail(new Error('closed before login')));
    client.once('ready', () => {
      clearTimeout(timer);
      client.setNoDelay(true);
      resolve(client);
    });
    try {
      client.connect({
        ...parseAddress(address),
        ...credentials,
        ...keepalive,
        username: target.user,
        readyTimeout: timeout,
        algorithms: { serverHostKey: hostKeyAlgorithms(key.type) as never },
        hostVerifier: (blob: Buffer) => {
          seen = blob;
          return blob.equals(key.blob);
        },
      });
    } catch (error) {
      fail(error as Error);
    }
  });
}

function connectError(
  target: HostTarget,
  address: string,
  key: HostKey,
  seen: Buffer | undefined,
  cause: Error & { level?: string },
): RoostError {
  const host = target.name;
  if (seen && !seen.equals(key.blob)) {
    const details = { host, address, expected: fingerprint(key.blob), seen: fingerprint(seen) };
    return new RoostError(
      'HostKeyChanged',
      `${host} at ${address} has another host key: expected ${details.expected}, seen ${details.seen}.`,
      details,
    );
  }
  if (cause.level === 'client-authentication' || cause.level === 'agent') {
    return new RoostError(
      'HostAuthFailed',
      `${host} at ${address} does not let ${target.user} log in: ${cause.message}`,
      { host, address, user: target.user },
    );
  }
  return new RoostError(
    'HostUnreachable',
    `${address}: ${cause.message || (cause as NodeJS.ErrnoException).code}`,
    { host, address },
  );
}
