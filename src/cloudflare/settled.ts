import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../errors';

/** Reads again until it shows what was written: an answer may come from a copy that does not have it yet. */
export async function settled(
  what: string,
  look: () => Promise<boolean>,
  { pause = 500, signal }: { pause?: number; signal?: AbortSignal },
): Promise<void> {
  for (let attempt = 0; attempt < 6; attempt++) {
    if (attempt > 0) await sleep(pause * 2 ** (attempt - 1), undefined, { signal });
    if (await look()) return;
  }
  throw new RoostError('CloudflareFailed', `Cloudflare does not show yet what was written: ${what}.`);
}
