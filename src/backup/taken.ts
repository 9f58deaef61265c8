import { lstat, readdir } from 'node:fs/promises';
import { sep } from 'node:path';

/**
 * Bytes that a folder takes on its disk: holes take none, and a file of several
 * names takes its bytes once. 0: it is not there.
 */
export async function takenBy(folder: string): Promise<number> {
  const seen = new Set<string>();
  const taken = async (path: Buffer): Promise<number> => {
    const found = await lstat(path).catch(() => null);
    if (!found) return 0;
    const known = `${found.dev} ${found.ino}`;
    if (!found.isDirectory() && found.nlink > 1 && seen.has(known)) return 0;
    if (!found.isDirectory() && found.nlink > 1) seen.add(known);
    let sum = found.blocks * 512;
    if (found.isDirectory())
      for (const name of await readdir(path, { encoding: 'buffer' }))
        sum += await taken(Buffer.concat([path, Buffer.from(sep), name]));
    return sum;
  };
  return taken(Buffer.from(folder));
}
