/** The key that a host shows, before one is pinned: without a login, and nothing is run. */
import { Client } from 'ssh2';
import { RoostError } from '../../errors';
import { parseAddress } from './address';
import { fingerprint, hostKeyAlgorithms, typeOf } from './hostKey';

export interface ShownKey {
  /** As it is written in the fleet file: `ssh-ed25519 AAAA…`. */
  hostKey: string;
  /** As `ssh-keygen -l` shows it. */
  fingerprint: string;
  /** The first address that answered. */
  address: string;
}

/** Errors: `HostUnreachable`. */
export async function firstKey(addresses: string[], timeout = 8_000): Promise<ShownKey> {
  const failures: string[] = [];
  for (const address of addresses) {
    try {
      const blob = await keyOf(address, timeout);
      const type = typeOf(blob) ?? 'ssh-ed25519';
      return { hostKey: `${type} ${blob.toString('base64')}`, fingerprint: fingerprint(blob), address };
    } catch (error) {
      failures.push(`${address}: ${(error as Error).message}`);
    }
  }
  throw new RoostError('HostUnreachable', `No host key came: ${failures.join('; ')}`, { addresses });
}

function keyOf(address: string, timeout: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
      client.destroy();
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(`no answer within ${timeout / 1000} s`))),
      timeout,
    );
    // Stays: the refusal below ends the connection with an error.
    client.on('error', (error) => end(() => reject(error)));
    client.once('close', () => end(() => reject(new Error('closed before it showed a key'))));
    try {
      client.connect({
        ...parseAddress(address),
        username: 'nobody',
        readyTimeout: timeout,
        algorithms: { serverHostKey: hostKeyAlgorithms('ssh-ed25519') as never },
        hostVerifier: (blob: Buffer) => {
          end(() => resolve(blob));
          return false;
        },
      });
    } catch (error) {
      end(() => reject(error as Error));
    }
  });
}
