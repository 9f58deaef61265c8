import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Known } from './known';
import type { Host } from './types';

/** A shell script of roost that runs on hosts. */
export interface Library {
  name: string;
  content: string;
}

export function loadLibrary(name: string): Library {
  const content = readFileSync(join(__dirname, 'scripts', `${name}.sh`), 'utf8');
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { name: `${name}-${hash}.sh`, content };
}

const installed = new Known();

/**
 * Puts the script into the folder unless it is there, and returns its path. The name
 * has the content's hash, so that two versions of roost can work on one host.
 */
export async function ensureLibrary(host: Host, folder: string, library: Library): Promise<string> {
  const path = posix.join(folder, library.name);
  await installed.ensure(host, path, () => install(host, path, library.content));
  return path;
}

async function install(host: Host, path: string, content: string): Promise<void> {
  if (!(await isThere(host, path))) await host.upload(path, content);
}

async function isThere(host: Host, path: string): Promise<boolean> {
  return (await host.exec(['test', '-f', path], { ok: [0, 1] })).code === 0;
}

/**
 * Whether the script is missing, as after a reinstallation of the host. Then the
 * command ran nothing, and the next `ensureLibrary` restores the script.
 */
export async function forgetIfGone(host: Host, path: string): Promise<boolean> {
  if (await isThere(host, path)) return false;
  installed.forget(host, path);
  return true;
}
