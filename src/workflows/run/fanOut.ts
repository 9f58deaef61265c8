/** Works on many things side by side, so many at once, so many on one host. */
export interface FanOut<T> {
  all: number;
  perHost: number;
  hostOf(one: T): string;
  /** Whether it may begin: what it waits for has ended. Default: at once. */
  ready?(one: T): boolean;
  /** Nothing more is begun once it is true. */
  enough(): boolean;
  /** Never rejects for a failure that is the one's own. */
  work(one: T): Promise<void>;
}

/** Returns what was not begun, when all that was begun has ended. */
export async function fanOut<T>(
  works: T[],
  { all, perHost, hostOf, ready = () => true, enough, work }: FanOut<T>,
): Promise<T[]> {
  const queue = [...works];
  const running = new Set<Promise<void>>();
  const busy = new Map<string, number>();
  const count = (host: string, by: number): void => void busy.set(host, (busy.get(host) ?? 0) + by);
  for (;;) {
    // The first whose host has room: a slow host holds up none of the others.
    while (running.size < all && !enough()) {
      const at = queue.findIndex((one) => ready(one) && (busy.get(hostOf(one)) ?? 0) < perHost);
      const [one] = at < 0 ? [] : queue.splice(at, 1);
      if (one === undefined) break;
      count(hostOf(one), 1);
      const done: Promise<void> = work(one).finally(() => {
        running.delete(done);
        count(hostOf(one), -1);
      });
      running.add(done);
    }
    if (running.size === 0) return queue;
    await Promise.race(running);
  }
}
