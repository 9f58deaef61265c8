import { setTimeout as sleep } from 'node:timers/promises';
import { TransportError } from '@temporalio/worker';
import { RoostError } from '../errors';
import type { Logger } from '../lib/log';

const pause = 1_000;
const logEvery = 60;

/**
 * Whether the server is just unreachable. Waiting does not help against a refused login or an unknown
 * namespace.
 */
export function isAway(error: unknown): boolean {
  if (error instanceof RoostError) return error.code === 'TemporalUnreachable';
  return (
    error instanceof TransportError &&
    !/code: (NotFound|PermissionDenied|Unauthenticated)/.test(error.message)
  );
}

/** Tries until the server answers; undefined: `signal` came first. */
export async function patiently<T>(
  attempt: () => Promise<T>,
  log: Logger,
  signal?: AbortSignal,
): Promise<T | undefined> {
  for (let count = 0; !signal?.aborted; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isAway(error)) throw error;
      if (count % logEvery === 0)
        log.warn({ reason: (error as Error).message }, 'Temporal does not answer; waiting for it');
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
}
