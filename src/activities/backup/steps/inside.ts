/**
 * Databases of a folder that were copied by their own means: kept out of
 * the pull, and put to their places behind it.
 */
import { lstat, mkdir, rename, rm } from 'node:fs/promises';

const JOURNALS = ['', '-wal', '-shm', '-journal'];

/** rsync's rules that keep them out. Paths relative to the folder. */
export const insideRules = (paths: Buffer[]): string[] =>
  paths.flatMap((path) => JOURNALS.map((end) => `- /${literal(path)}${end}`));

/**
 * A name in a rule; a byte that is no text counts as any one. A
 * backslash quotes only where there is a wildcard.
 */
function literal(path: Buffer): string {
  const isText = Buffer.from(path.toString()).equals(path);
  const any = '\u0000';
  const text = isText ? path.toString() : path.toString('latin1').replace(/[^ -~]/g, any);
  if (!/[*?[]/.test(text) && !text.includes(any)) return text;
  return text.replace(/[\\*?[]/g, '\\$&').replaceAll(any, '?');
}

/**
 * Moves each from below `from` to its place below `to`, in place of what is
 * there, and removes journals of the live one.
 */
export async function placeInside(paths: Buffer[], from: string, to: string): Promise<void> {
  for (const path of paths) {
    const names = split(path);
    const last = names.pop()!;
    const [source, folder] = [await realFolder(from, names), await madeFolder(to, names)];
    // One that went away with its folder, after it was copied, has nothing to come in place of.
    if (source === null || !(await lstat(join(source, last)).catch(() => null))?.isFile()) continue;
    for (const end of JOURNALS)
      await rm(join(folder, Buffer.concat([last, Buffer.from(end)])), { recursive: true, force: true });
    await rename(join(source, last), join(folder, last));
  }
}

const join = (folder: Buffer, name: Buffer): Buffer => Buffer.concat([folder, Buffer.from('/'), name]);

const split = (path: Buffer): Buffer[] =>
  path
    .toString('latin1')
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .map((name) => Buffer.from(name, 'latin1'));

/** Null: it is not there, or by way of a link: what was pulled may hold any. */
async function realFolder(base: string, names: Buffer[]): Promise<Buffer | null> {
  let folder: Buffer = Buffer.from(base);
  for (const name of names) {
    folder = join(folder, name);
    if (!(await lstat(folder).catch(() => null))?.isDirectory()) return null;
  }
  return folder;
}

/** What is in its way and no folder is removed. */
async function madeFolder(base: string, names: Buffer[]): Promise<Buffer> {
  let folder: Buffer = Buffer.from(base);
  for (const name of names) {
    folder = join(folder, name);
    const found = await lstat(folder).catch(() => null);
    if (found?.isDirectory()) continue;
    if (found) await rm(folder);
    await mkdir(folder, { mode: 0o700 });
  }
  return folder;
}
