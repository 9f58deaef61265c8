import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Amount } from './types';

/** Files and bytes below a folder, each of its folders of the first two levels apart: `postgres`, `folders/data`. */
export async function amountsOf(folder: string): Promise<Record<string, Amount>> {
  const amounts: Record<string, Amount> = {};
  for (const one of await readdir(folder, { withFileTypes: true })) amounts[one.name] = await amountOf(join(folder, one.name));
  return amounts;
}

export async function amountOf(path: string): Promise<Amount> {
  const found = await lstat(path);
  if (!found.isDirectory()) return { bytes: found.size, files: 1 };
  let [bytes, files] = [0, 0];
  for (const entry of await readdir(path)) {
    const below = await amountOf(join(path, entry));
    bytes += below.bytes;
    files += below.files;
  }
  return { bytes, files };
}

/** Below this many bytes nothing is worth a warning. */
const SMALL = 64 * 1024;

/** What is less than half of what it was, in words. */
export function shrunk(before: Record<string, Amount>, now: Record<string, Amount>): string[] {
  return Object.entries(before).flatMap(([name, was]) => {
    const is = now[name] ?? { bytes: 0, files: 0 };
    if (was.bytes > SMALL && is.bytes < was.bytes / 2) return [`${name} has ${is.bytes} bytes, the last time ${was.bytes}`];
    if (was.files > 10 && is.files < was.files / 2) return [`${name} has ${is.files} files, the last time ${was.files}`];
    return [];
  });
}
