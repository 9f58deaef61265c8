import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findTool } from '../src/tools';
import type { Log } from './engine';
import { run } from './run';

/** An ed25519 key pair; returns the public line without its comment. */
export async function sshKey(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  if (!existsSync(file)) await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  const line = await readFile(`${file}.pub`, 'utf8');
  return line.split(' ').slice(0, 2).join(' ').trim();
}

/** An age key; returns its recipient. */
export async function ageKey(file: string, log: Log): Promise<string> {
  if (!existsSync(file)) await run([await findTool('age-keygen', { log }), '-o', file]);
  const recipient = /# public key: (age1\w+)/.exec(await readFile(file, 'utf8'))?.[1];
  if (!recipient) throw new Error(`${file} is no age key`);
  return recipient;
}
