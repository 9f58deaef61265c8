/** Small files of JSON that outlive a process. */
import { readFileSync } from 'node:fs';
import { writeAtomicSync } from './atomic-file';

/** Undefined if the file is missing or damaged. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

export const writeJson = (file: string, value: unknown): void =>
  writeAtomicSync(file, `${JSON.stringify(value)}\n`);
