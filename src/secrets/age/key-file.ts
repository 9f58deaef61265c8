/**
 * A file of age keys, on the control host. Of a rotation three files are beside
 * each other: FILE, which everything uses; FILE.next with the new key only;
 * FILE.former with all that are no longer wanted.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { RoostError } from '../../errors';
import { writeAtomic } from '../../lib/files/atomic-file';

const run = promisify(execFile);

export interface KeyFiles {
  /** Absolute, links followed. */
  file: string;
  next: string;
  former: string;
}

/** Errors: `SecretKeyWrong` if it cannot be read. */
export async function keyFilesOf(path: string): Promise<KeyFiles> {
  const file = await realpath(path).catch(({ message }: Error) => {
    throw new RoostError('SecretKeyWrong', `The age key ${path} cannot be read: ${message}`, { file: path });
  });
  return { file, next: `${file}.next`, former: `${file}.former` };
}

/** Public keys of the keys in the file; none: it is not there. Errors: `SecretKeyWrong`, `ToolMissing`. */
export async function recipientsIn(ageKeygen: string, file: string): Promise<string[]> {
  if ((await textOf(file)) === null) return [];
  try {
    const { stdout } = await run(ageKeygen, ['-y', file]);
    return stdout.split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new RoostError('ToolMissing', 'age-keygen could not be started', { tool: 'age-keygen' });
    // Its message names lines, never what is in them.
    throw new RoostError('SecretKeyWrong', `${file} is no file of age keys.`, { file });
  }
}

/**
 * The new key is in FILE and FILE.next, the others in FILE.former too. May be done again at any point.
 * Returns the public key of the new one.
 */
export async function makeNext(ageKeygen: string, { file, next, former }: KeyFiles): Promise<string> {
  if ((await textOf(next)) === null) await makeKey(ageKeygen, next);
  const fresh = keysIn((await textOf(next))!);
  const present = (await textOf(file))!;
  const old = keysIn(present).filter((key) => !fresh.includes(key));
  const formerText = (await textOf(former)) ?? '';
  const missing = old.filter((key) => !keysIn(formerText).includes(key));
  // First, so that no key is ever in fewer places than before.
  if (missing.length > 0) await writeAtomic(former, `${missing.join('\n')}\n${formerText}`);
  if (!fresh.every((key) => keysIn(present).includes(key)))
    await writeAtomic(file, `${present.trimEnd()}\n${await textOf(next)}`);
  const [recipient] = await recipientsIn(ageKeygen, next);
  return recipient!;
}

/** FILE has the new key only. May be done again at any point. */
export async function retireFormer({ file, next }: KeyFiles): Promise<void> {
  const fresh = await textOf(next);
  if (fresh === null) return;
  await writeAtomic(file, fresh);
  await rm(next);
}

/** As a whole or not at all: age-keygen writes in place. */
async function makeKey(ageKeygen: string, target: string): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), '.roost-key-'));
  try {
    const made = join(folder, 'key');
    await run(ageKeygen, ['-o', made]);
    await writeAtomic(`${target}.new`, await readFile(made));
    await rename(`${target}.new`, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const textOf = async (file: string): Promise<string | null> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new RoostError('SecretKeyWrong', `The age key ${file} cannot be read: ${error.message}`, { file });
  });

/** Lines with a key; the others are comments. */
const keysIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
