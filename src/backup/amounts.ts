import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Amount } from './types';

const nothing = (): Amount => ({ bytes: 0, files: 0 });

/** Files and bytes of each of these places below a folder; one that is not there has none. */
export async function amountsOf(folder: string, places: string[]): Promise<Record<string, Amount>> {
  const amounts: Record<string, Amount> = {};
  for (const place of places) amounts[place] = await amountOf(join(folder, place)).catch(ifThere);
  return amounts;
}

function ifThere(error: NodeJS.ErrnoException): Amount {
  if (error.code !== 'ENOENT') throw error;
  return nothing();
}

export async function amountOf(path: string): Promise<Amount> {
  const found = await lstat(path);
  if (!found.isDirectory()) return { bytes: found.size, files: 1 };
  const sum = nothing();
  for (const entry of await readdir(path)) add(sum, await amountOf(join(path, entry)));
  return sum;
}

/** Of a source, or of all below a folder: older versions counted `folders`, `volumes`, `postgres` as one each. */
export function amountIn(amounts: Record<string, Amount>, place: string): Amount {
  const exactly = amounts[place];
  if (exactly) return exactly;
  const sum = nothing();
  const isBelow = (name: string): boolean =>
    [place, `copies/${place}`].some((one) => name === one || name.startsWith(`${one}/`));
  for (const [name, amount] of Object.entries(amounts)) if (isBelow(name)) add(sum, amount);
  return sum;
}

function add(sum: Amount, { bytes, files }: Amount): void {
  sum.bytes += bytes;
  sum.files += files;
}
