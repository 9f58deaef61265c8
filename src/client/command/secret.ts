import { readFile } from 'node:fs/promises';
import { RoostError } from '../../errors';

/** The first line of a file or of stdin, as restic takes a password. */
export async function secretFrom(path: string): Promise<string> {
  try {
    const text = await readFile(path === '-' ? '/dev/stdin' : path, 'utf8');
    const [line = ''] = text.split('\n');
    if (line !== '') return line.replace(/\r$/, '');
  } catch (cause) {
    throw new RoostError('BadRequest', `${path} cannot be read: ${(cause as Error).message}`, {}, { cause });
  }
  throw new RoostError('BadRequest', `${path} has no password in its first line.`);
}
