/** Files outside the prefix, in folders that other programs use too. */
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { RoostError } from '../errors';
import { writeAtomicSync } from '../lib/files/atomic-file';
import { mark } from './layout';

const isOurs = (file: string): boolean => readFileSync(file, 'utf8').includes(mark);

/** Errors: `InstallRefused` for a file that roost has not written. */
export function requireOwn(file: string): void {
  if (existsSync(file) && !isOurs(file))
    throw new RoostError('InstallRefused', `${file} was not written by roost`, { file });
}

/** Errors: `NotPermitted` for a folder that this account may not write or make. */
export function requireWritable(folders: string[]): void {
  for (const folder of folders) {
    const there = nearest(folder);
    try {
      accessSync(there, constants.W_OK);
      readdirSync(there);
    } catch {
      throw new RoostError(
        'NotPermitted',
        `${there} may not be written${there === folder ? '' : `, so ${folder} cannot be made`}`,
        { folder },
      );
    }
  }
}

const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)));

export const differs = (file: string, text: string): boolean =>
  !existsSync(file) || readFileSync(file, 'utf8') !== text;

export function writeOwn(file: string, text: string, mode = 0o644): void {
  if (!differs(file, text)) return;
  writeAtomicSync(file, text, { mode });
}

/** False: the file does not exist, or roost has not written it. */
export function removeOwn(file: string): boolean {
  if (!existsSync(file) || !isOurs(file)) return false;
  rmSync(file);
  return true;
}
