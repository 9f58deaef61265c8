/**
 * Pings of a dead man's switch like healthchecks.io: that service raises an alarm when an expected ping is
 * missing.
 */
import { RoostError } from '../errors';
import type { Ping } from '../protocol/reports/notification';
import { postText } from './http';

/** Such services keep at least the first 10 KB of a text. */
const longest = 10_000;

/**
 * Errors: `NotifyFailed`. No error contains the address, because anyone who has it can ping that all is
 * well.
 */
export async function ping(url: string, kind: Ping, text: string): Promise<void> {
  try {
    await postText(URL.canParse(url) ? addressed(url, kind) : url, text.slice(0, longest));
  } catch (error) {
    if (!(error instanceof RoostError)) throw error;
    throw new RoostError(
      error.code,
      `backup.ping did not get ${kind}: ${error.message}`,
      error.details,
      error.traits,
    );
  }
}

/** Keeps the query of the address at its end. */
function addressed(url: string, kind: Ping): string {
  const target = new URL(url);
  if (kind !== 'success') target.pathname = `${target.pathname.replace(/\/+$/, '')}/${kind}`;
  return target.href;
}
