import { randomInt } from 'node:crypto';
import { requireFree } from '../../src/services/ports';

/**
 * Temporal's membership table keeps ports in a signed 16-bit column:
 * those that the system hands out are too high.
 */
export async function lowPort(): Promise<number> {
  for (;;) {
    try {
      return await requireFree(randomInt(10_000, 32_000));
    } catch {
      // In use: another one.
    }
  }
}
