import { setTimeout as sleep } from 'node:timers/promises';
import { reportOf, type ErrorCode } from '../errors';

/** Failures of the way to the host, not of what was asked. */
const passing = new Set<ErrorCode>(['HostUnreachable', 'ConnectionLost', 'HostBusy', 'CommandTimeout']);

const firstPause = 250;
const longestPause = 10_000;
const reachedFor = 500;

export interface PatienceOptions {
  signal?: AbortSignal;
  /** ms without reaching the host. Default 10 min: a host's reboot. */
  limit?: number;
}

/** Asks again while the host cannot be reached. Only for what may be asked twice. */
export async function patiently<T>(
  ask: () => Promise<T>,
  { signal, limit = 600_000 }: PatienceOptions = {},
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
        // It was reached: no reason to hold back, and after a while it is waited for anew.
        pause = firstPause;
        if (Date.now() - began > reachedFor) end = Date.now() + limit;
      }
      if (!passing.has(code) || Date.now() + pause > end) throw error;
    }
    await sleep(pause, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** Aborted as soon as one of them is. */
export function eitherOf(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}
