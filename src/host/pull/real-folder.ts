/** Folders on the control host among files that came from a host: never by way of a link. */
import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder } from '../../lib/files/private-folder';

/**
 * Creates the folder `path` below the trusted `base`, replacing links and files in its way. Returns its
 * path.
 */
export async function makeRealFolder(base: string, path: string): Promise<string> {
  await makePrivateFolder(base);
  for (const folder of below(base, path)) {
    const kind = await kindOf(folder);
    if (kind === 'other') await rm(folder);
    if (kind !== 'folder') await mkdir(folder, { mode: 0o700 });
  }
  return join(base, path);
}

/** Whether every part of `path` below `base` is a folder, and no link to one. */
export async function isRealFolder(base: string, path: string): Promise<boolean> {
  for (const folder of below(base, path)) if ((await kindOf(folder)) !== 'folder') return false;
  return true;
}

const below = (base: string, path: string): string[] => {
  const names = path.split('/').filter(Boolean);
  return names.map((_, i) => join(base, ...names.slice(0, i + 1)));
};

async function kindOf(path: string): Promise<'none' | 'folder' | 'other'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
    throw error;
  }
}
