import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../lib/log';
import { MINUTE } from '../../lib/time';

const pause = 5 * MINUTE;
/** Temporal's list of runs lags a little. */
const overlap = 10 * MINUTE;

/**
 * Sweeps at the start and every 5 minutes until `signal`; the first time through all runs that Temporal
 * keeps.
 */
export async function keepSweeping(
  sweep: (since: Date | null) => Promise<number>,
  log: Logger,
  signal: AbortSignal,
  every = pause,
): Promise<void> {
  let since: Date | null = null;
  while (!signal.aborted) {
    const begun = Date.now();
    try {
      const missing = await sweep(since);
      if (missing > 0) log.info({ missing }, 'Runs that had not reported their end were added to the audit');
      since = new Date(begun - overlap);
    } catch (error) {
      log.warn(
        { reason: (error as Error).message },
        'The audit could not be compared with Temporal; it is tried again',
      );
    }
    await sleep(every, undefined, { signal }).catch(() => {});
  }
}
