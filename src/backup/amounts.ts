import { lstat, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Amount } from './types';

const nothing = (): Amount => ({ bytes: 0, files: 0 });

/** Files and bytes of each of these paths below a folder; a missing path has none. */
export async function amountsOf(folder: string, places: string[]): Promise<Record<string, Amount>> {
  const amounts: Record<string, Amount> = {};
  for (const place of places) {
    const path = join(folder, place);
    amounts[place] = (await isThere(path)) ? await amountOf(path) : nothing();
  }
  return amounts;
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return false;
    },
  );

/** Reads names as bytes, because a name that is no UTF-8 cannot be a string. */
export async function amountOf(path: string | Buffer): Promise<Amount> {
  const found = await lstat(path);
  if (!found.isDirectory()) return { bytes: found.size, files: 1 };
  const sum = nothing();
  const folder = Buffer.concat([Buffer.from(path as string), Buffer.from(sep)]);
  for (const name of await readdir(path, { encoding: 'buffer' }))
    add(sum, await amountOf(Buffer.concat([folder, name])));
  return sum;
}

/**
 * The amount of a source, or of all sources below a folder: older versions counted `folders`, `volumes` and
 * `postgres` as one each.
 */
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
