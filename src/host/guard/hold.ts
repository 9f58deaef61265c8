import { RoostError } from '../../errors';
import type { Hold } from '../../protocol/release-record';

/** The rest of `current`'s line; null: the app is not on hold. */
export function parseHold(text: string): Hold | null {
  if (text === '') return null;
  try {
    return JSON.parse(text) as Hold;
  } catch (cause) {
    throw new RoostError(
      'HostMisconfigured',
      'The record of the current release on the host is damaged: its hold cannot be read.',
      {},
      { cause },
    );
  }
}
