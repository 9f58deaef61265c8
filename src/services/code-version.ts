import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves out files that only a debugger reads. */
export const isCode = (name: string): boolean => /\.(js|sh)$/.test(name);

const notOfWorkers = ['client/', 'gateway/', 'inspect/', 'install/'];

/** Leaves out the rooms that no worker loads. */
export const isWorkerCode = (name: string): boolean =>
  isCode(name) && !notOfWorkers.some((room) => name.startsWith(room));

/** Identifies a build by content, so that another build without a change restarts nothing. */
export function codeVersion(folder: string, counts: (name: string) => boolean): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(counts).sort();
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
