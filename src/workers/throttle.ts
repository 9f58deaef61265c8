/**
 * The SDK's native part warns at every retry of every poller while the server
 * is away: dozens of lines a second that say one thing. Passes the first of a
 * kind, then one a minute with the number of those held back.
 */
export function createThrottle(intervalMs = 60_000, now: () => number = Date.now) {
  const kinds = new Map<string, { last: number; held: number }>();
  /** Undefined: hold it back. Else how many of its kind were held back before it. */
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
