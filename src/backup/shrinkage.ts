/**
 * Sources that suddenly have much less than before: the app's data may be
 * gone, and the backup that says so is a good one.
 */
import { bytes } from '../lib/units';
import { amountIn } from './amounts';
import type { Amount, Fallen, SuccessStatus } from './types';

/** Below this many bytes nothing is worth a warning. */
const SMALL = 64 * 1024;

/** By more than half, in bytes or in files. */
const hasShrunk = (was: Amount, is: Amount): boolean =>
  (was.bytes > SMALL && is.bytes < was.bytes / 2) || (was.files > 10 && is.files < was.files / 2);

/** What has stayed as it is for so long is how it is now. */
const STEADY_MS = 7 * 24 * 3_600_000;

/**
 * Those that have fallen in this backup, and those that had before: until at
 * least half of what they once had is back, or they have not fallen again for a week.
 */
export function fallenIn(
  { sources, fallen = {} }: Pick<SuccessStatus, 'sources' | 'fallen'>,
  now: Record<string, Amount>,
  at: string,
): Record<string, Fallen> {
  const found: Record<string, Fallen> = {};
  for (const [name, old] of Object.entries(fallen)) {
    const isSteady = Date.parse(at) - Date.parse(old.since) >= STEADY_MS;
    if (!isSteady && hasShrunk(old.was, amountIn(now, name))) found[name] = old;
  }
  for (const [name, was] of Object.entries(sources)) {
    if (hasShrunk(was, amountIn(now, name))) found[name] = { was: found[name]?.was ?? was, since: at };
  }
  return found;
}

/** `folders/data has 12 B in 1 file, before 1.2 GB in 811 files`. */
export const fallenText = (name: string, { was }: Fallen, now: Record<string, Amount>): string =>
  `${name} has ${amountText(amountIn(now, name))}, before ${amountText(was)}`;

const amountText = ({ bytes: size, files }: Amount): string =>
  `${bytes(size)} in ${files} file${files === 1 ? '' : 's'}`;
