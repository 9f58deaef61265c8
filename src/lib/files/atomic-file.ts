/**
 * Files that are replaced whole: a reader sees the former content or the new one, also after a power
 * cut. Content and folder are on the disk when the call returns. Two writers do not share a temporary
 * file. `file-lock.ts` prevents that one undoes the other's change.
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface AtomicOptions {
  /** Mode of the file, independent of the umask. */
  mode?: number;
  /** Work between writing the new content and replacing the former, such as keeping a link to it. */
  before?: () => Promise<void>;
}

let writes = 0;
const temporaryFor = (file: string): string => `${file}.${process.pid}-${(writes += 1)}.new`;

/** Creates the folder too. */
export async function writeAtomic(
  file: string,
  content: string | Buffer,
  { mode = 0o600, before }: AtomicOptions = {},
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = temporaryFor(file);
  try {
    const handle = await open(temporary, 'w', mode);
    try {
      await handle.chmod(mode);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await before?.();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}

/** The same, synchronous. */
export function writeAtomicSync(
  file: string,
  content: string,
  { mode = 0o600 }: Pick<AtomicOptions, 'mode'> = {},
): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = temporaryFor(file);
  try {
    withFile(temporary, 'w', mode, (fd) => {
      fchmodSync(fd, mode);
      writeFileSync(fd, content);
    });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  withFile(dirname(file), 'r', mode, () => {});
}

function withFile(path: string, flags: 'r' | 'w', mode: number, work: (fd: number) => void): void {
  const fd = openSync(path, flags, mode);
  try {
    work(fd);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
