/** One value of an encrypted file: found by its name without a key, and replaced with one. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { RoostError } from '../errors';
import type { SecretFormat } from '../fleet/file/app/types';
import { requireAgeOnly } from './age/only';
import type { Opening, SecretContent } from './age/recipients';
import { decrypt } from './decrypt';
import { linesOf } from './env-file';

/** Keys, and numbers in lists. */
export type ValuePath = (string | number)[];

/** What may stand in a file of that format. Errors: `SecretInvalid`, which has no part of the value. */
export function requireSettable(value: string, format: SecretFormat, name: string): void {
  if (value === '') throw refused(name, 'an empty value, as a command that failed gives');
  if (value.includes('\0') || value.includes('\ufffd'))
    throw refused(name, 'a value that is no text of UTF-8');
  if (format === 'binary') throw refused(name, 'one value of a binary file: encrypt the whole file anew');
  if (format === 'dotenv' && /[\r\n]/.test(value))
    throw refused(name, 'a value of several lines in a dotenv file: keep it in a YAML or JSON file');
  if (format === 'dotenv' && value.includes('\\n'))
    throw refused(name, 'a backslash and an n in a dotenv file, which sops takes for a line break');
}

const refused = (name: string, what: string): RoostError =>
  new RoostError('SecretInvalid', `${name} was not changed: refused is ${what}.`, { secret: name });

/** By the name that `roost secrets inventory` shows; null: there is none. Names are in the clear. */
export function pathOf({ ciphertext, format }: SecretContent, name: string): ValuePath | null {
  const found = valuesIn(ciphertext.toString('utf8'), format).find(({ path }) => path.join('.') === name);
  return found && found.path[0] !== 'sops' ? found.path : null;
}

export function valueIn(plaintext: Buffer, format: SecretFormat, path: ValuePath): string | undefined {
  return mapOf(plaintext, format).get(JSON.stringify(path));
}

interface Value {
  path: ValuePath;
  value: string;
}

function valuesIn(text: string, format: SecretFormat): Value[] {
  if (format === 'binary') return [];
  if (format === 'dotenv') return linesOf(text).map(([key, value]) => ({ path: [key], value }));
  return leaves(format === 'json' ? JSON.parse(text) : parse(text, { maxAliasCount: 0 }), []);
}

function leaves(value: unknown, path: ValuePath): Value[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => leaves(one, [...path, i]));
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]));
  return [{ path, value: String(value) }];
}

const mapOf = (plaintext: Buffer, format: SecretFormat): Map<string, string> =>
  new Map(
    valuesIn(plaintext.toString('utf8'), format).map(({ path, value }) => [JSON.stringify(path), value]),
  );

/**
 * The file with that value, and no other changed. The value goes by stdin.
 * Errors: `SecretInvalid`, `SecretKeyWrong`.
 */
export async function withValue(
  { sops, keyFile }: Opening,
  { path: name, format, ciphertext }: SecretContent,
  path: ValuePath,
  value: string,
): Promise<Buffer> {
  requireAgeOnly(ciphertext, format, name);
  const folder = await mkdtemp(join(tmpdir(), 'roost-value-'));
  try {
    const copy = join(folder, 'secrets');
    await writeFile(copy, ciphertext, { mode: 0o600 });
    const types = ['--input-type', format, '--output-type', format];
    const index = path.map((part) => `[${JSON.stringify(part)}]`).join('');
    await setBy(sops, ['set', '--value-stdin', ...types, copy, index], value, keyFile, name);
    const made = await readFile(copy);
    const read = async (text: Buffer): Promise<Map<string, string>> =>
      mapOf(await decrypt({ sops, ciphertext: text, format, keyFile, name }), format);
    const wanted = (await read(ciphertext)).set(JSON.stringify(path), value);
    const found = await read(made);
    if (wanted.size !== found.size || [...wanted].some(([key, one]) => found.get(key) !== one))
      throw new RoostError(
        'SecretInvalid',
        `${name} was not changed: sops would not keep this value as it is.`,
        {
          file: name,
        },
      );
    return made;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function setBy(sops: string, argv: string[], value: string, keyFile: string, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, HOME: '/nonexistent', SOPS_AGE_KEY_FILE: keyFile };
    // What it prints may have the value.
    const child = spawn(sops, argv, { env, stdio: ['pipe', 'ignore', 'ignore'] });
    child.on('error', ({ message }) =>
      reject(new RoostError('ToolMissing', `sops could not be started: ${message}`, { tool: 'sops' })),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve();
      reject(
        new RoostError('SecretInvalid', `${name} was not changed: sops set ended with ${code}.`, {
          file: name,
        }),
      );
    });
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(value));
  });
}
