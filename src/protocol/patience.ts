/**
 * How long an activity is tried. Temporal's own limit of all tries is wall time, which passes while
 * the control host is off; so that limit is far off, and the activity counts the time in which it
 * could be done (`src/activities/tries.ts`). It gets how long by a name among the types of
 * errors that end its retries: the one part of its options that reaches it as it was written.
 */

/**
 * ms that Temporal waits beyond the time in which an activity can
 * be done: for a control host that is away.
 */
export const AWAY = 30 * 24 * 3_600_000;

export interface Patience {
  /** ms for all tries. */
  limit: number;
  /**
   * ms without a try after which the control host was down: retries come sooner,
   * and a dead worker's try ends after seconds.
   */
  absence: number;
}

const prefix = 'TriedFor';

export const triedFor = ({ limit, absence }: Patience): string => [prefix, limit, absence].join(':');

/** Of an activity that got none it has no end. */
export function patienceIn(errorTypes: readonly string[] = []): Patience {
  const told = errorTypes.find((type) => type.startsWith(`${prefix}:`));
  const [, limit, absence] = told?.split(':').map(Number) ?? [];
  return { limit: limit ?? Infinity, absence: absence ?? Infinity };
}
