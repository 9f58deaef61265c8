import { MINUTE } from '../lib/time';

/**
 * While the server is down, the SDK's native part warns at every retry of every
 * poller: dozens of equal lines a second. This passes the first line of a kind,
 * then one a minute with the number of lines left out.
 */
export function createThrottle(intervalMs = MINUTE, now: () => number = Date.now) {
  const kinds = new Map<string, { last: number; held: number }>();
  /** Undefined: leave the line out. Else the number of lines of its kind left out before it. */
  return (kind: string): number | undefined => {
    const seen = kinds.get(kind);
    if (seen && now() - seen.last < intervalMs) {
      seen.held += 1;
      return undefined;
    }
    kinds.set(kind, { last: now(), held: 0 });
    return seen?.held ?? 0;
  };
}
