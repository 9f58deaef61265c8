import { setTimeout as sleep } from 'node:timers/promises';
import { reportOf, type ErrorCode } from '../errors';
import { MINUTE, SECOND } from '../lib/time';

/** Failures of the connection, not of the command. */
const passing = new Set<ErrorCode>(['HostUnreachable', 'ConnectionLost', 'HostBusy', 'CommandTimeout']);

const firstPause = 250;
const longestPause = 10 * SECOND;
const reachedFor = 500;

export interface PatienceOptions {
  signal?: AbortSignal;
  /** ms without reaching the host. Default 10 min: a host's reboot. */
  limit?: number;
}

/** Repeats the call while the host is unreachable. Only for idempotent calls. */
export async function patiently<T>(
  ask: () => Promise<T>,
  { signal, limit = 10 * MINUTE }: PatienceOptions = {},
): Promise<T> {
  let end = Date.now() + limit;
  for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
    signal?.throwIfAborted();
    const began = Date.now();
    try {
      return await ask();
    } catch (error) {
      signal?.throwIfAborted();
      const { code } = reportOf(error);
      if (code === 'ConnectionLost') {
        // The host was reached: the pause and the limit begin again.
        pause = firstPause;
        if (Date.now() - began > reachedFor) end = Date.now() + limit;
      }
      if (!passing.has(code) || Date.now() + pause > end) throw error;
    }
    await sleep(pause, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** Aborted as soon as one of the two is. */
export function eitherOf(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}
