import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Not what only a debugger reads. */
export const isCode = (name: string): boolean => /\.(js|sh)$/.test(name);

/** Nor the command line, which no worker runs. */
export const isWorkerCode = (name: string): boolean => !name.startsWith('client/') && isCode(name);

/** Tells one build from another by content, so that building again without a change restarts nothing. */
export function codeVersion(folder: string, counts: (name: string) => boolean): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(counts).sort();
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
