/** Changes one value of the control plane's own secrets, in the encrypted file. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoostError } from '../errors';
import { writeAtomic } from '../lib/files/atomic-file';
import { requireAgeOnly } from './age-only';
import { decrypt } from './decrypt';
import { dotenvEntries } from './values';

export interface SetRequest {
  /** Path of the sops executable. */
  sops: string;
  /** A sops dotenv file. */
  file: string;
  keyFile: string;
  name: string;
  value: string;
  /** Finds out whether it would work, and changes nothing. */
  rehearse?: boolean;
}

/**
 * In a copy first, which is read back: the file is replaced as a whole, or
 * not at all. Errors: `SecretInvalid`, `SecretKeyWrong`, `ToolMissing`.
 */
export async function setSecret({ sops, file, keyFile, name, value, rehearse }: SetRequest): Promise<void> {
  const path = await realpath(file);
  const before = await readFile(path);
  requireAgeOnly(before, 'dotenv', file);
  const folder = await mkdtemp(join(tmpdir(), 'roost-set-'));
  try {
    const copy = join(folder, 'secrets.env');
    await writeFile(copy, before, { mode: 0o600 });
    await set(sops, copy, keyFile, name, value, file);
    const after = await readFile(copy);
    const read = async (ciphertext: Buffer): Promise<[string, string][]> => {
      const plaintext = await decrypt({ sops, ciphertext, format: 'dotenv', keyFile, name: file });
      return dotenvEntries(plaintext.toString('utf8'));
    };
    const wanted = new Map(await read(before)).set(name, value);
    const found = new Map(await read(after));
    if (wanted.size !== found.size || [...wanted].some(([key, one]) => found.get(key) !== one))
      throw failed(file, 'what it wrote is not what it was given');
    if (rehearse) return;
    if (!before.equals(await readFile(path))) throw failed(file, 'it was changed meanwhile');
    await writeAtomic(path, after, { mode: (await stat(path)).mode & 0o777 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By stdin: a value in the arguments is seen by all of this machine. */
function set(
  sops: string,
  copy: string,
  keyFile: string,
  name: string,
  value: string,
  file: string,
): Promise<void> {
  const format = ['--input-type', 'dotenv', '--output-type', 'dotenv'];
  return new Promise((resolve, reject) => {
    const child = spawn(sops, ['set', '--value-stdin', ...format, copy, JSON.stringify([name])], {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', SOPS_AGE_KEY_FILE: keyFile },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2_000)));
    child.on('error', ({ message }) =>
      reject(new RoostError('ToolMissing', `sops could not be started: ${message}`, { tool: 'sops' })),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve();
      // It may repeat what it was given.
      const text = said.replaceAll(value, '[redacted]').trim().split('\n').slice(0, 3).join('\n');
      reject(failed(file, `sops set ended with ${code}: ${text}`));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(value));
  });
}

const failed = (file: string, why: string): RoostError =>
  new RoostError('SecretInvalid', `${file} was not changed: ${why}.`, { file });
