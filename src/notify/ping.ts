/** A dead man's switch as healthchecks.io has it: somebody elsewhere expects these, and tells when they stay away. */
import { RoostError } from '../errors';
import type { Ping } from '../protocol/notification';
import { postText } from './http';

/** Such services keep the beginning of a text, at least 10 KB of it. */
const longest = 10_000;

/** Errors: `NotifyFailed`; the address is in none of them, since whoever has it can say that all is well. */
export async function ping(url: string, kind: Ping, text: string): Promise<void> {
  try {
    await postText(URL.canParse(url) ? addressed(url, kind) : url, text.slice(0, longest));
  } catch (error) {
    if (!(error instanceof RoostError)) throw error;
    throw new RoostError(
      error.code,
      `backup.ping was not told ${kind}: ${error.message}`,
      error.details,
      error.traits,
    );
  }
}

/** What stands behind a `?` stays there. */
function addressed(url: string, kind: Ping): string {
  const target = new URL(url);
  if (kind !== 'success') target.pathname = `${target.pathname.replace(/\/+$/, '')}/${kind}`;
  return target.href;
}
