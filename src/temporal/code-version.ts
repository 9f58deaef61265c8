import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Not what a worker runs: the command line, and what only a debugger reads. */
const isWorkerCode = (name: string): boolean => !name.startsWith('client/') && /\.(js|sh)$/.test(name);

/** Tells one build from another by content, so that building again without a change restarts no worker. */
export function codeVersion(folder: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isWorkerCode).sort();
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
