import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';

/** Waits for a turn, and returns what ends it. Errors: the signal's reason. */
export type Turns = (signal?: AbortSignal) => Promise<() => void>;

/**
 * To open a repository takes half a second of one core, so that its password
 * is hard to guess. More that open theirs than there are cores would all be late; by
 * turns the first ends soon, and its app makes room for the next.
 */
export function createTurns(atOnce = availableParallelism()): Turns {
  const limit = pLimit(atOnce);
  return (signal) =>
    new Promise((resolve, reject) => {
      const leave = (): void => reject(signal!.reason as Error);
      signal?.addEventListener('abort', leave, { once: true });
      void limit(async () => {
        signal?.removeEventListener('abort', leave);
        if (signal?.aborted) return leave();
        await new Promise<void>((end) => resolve(end));
      });
    });
}
