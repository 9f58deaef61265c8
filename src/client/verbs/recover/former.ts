import { RoostError } from '../../../errors';
import type { HostConfig } from '../../../fleet/file';
import { firstKey } from '../../../host/ssh/first-key';
import { sentences } from '../../../lib/sentences';

/**
 * Two hosts must not answer for one app: says so while the former one
 * still shows its pinned key; null: it does not.
 */
export async function formerAnswers(
  { name, addresses, hostKey }: HostConfig,
  address: string,
): Promise<string | null> {
  const former = addresses.filter((one) => one !== address);
  if (former.length === 0) return null;
  const shown = await firstKey(former, 3_000).catch(() => null);
  if (shown?.hostKey !== hostKey) return null;
  return sentences(
    `${name} still answers at ${shown.address}, by its pinned host key: its apps would run on two hosts.`,
    'Power it down, or bring its apps away by `roost move`',
  );
}

/** `plan`: nothing is changed, so it is only reported. Errors: `BadRequest`. */
export function refuseFormer(message: string, plan: boolean, note: (line: string) => void): void {
  if (plan) return note(message);
  throw new RoostError('BadRequest', `${message}; --former-is-gone goes on all the same`, {
    option: '--former-is-gone',
  });
}
