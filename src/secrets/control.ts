/**
 * The secrets of the control plane: webhook secrets, tokens. One sops file has them, never the fleet file.
 */
import { readFile, stat } from 'node:fs/promises';
import { RoostError } from '../errors';
import type { Fleet } from '../fleet/file/types';
import { dataKeys } from './age/only';
import { decrypt } from './decrypt';

export interface ControlSecretsOptions {
  /** Path of the sops executable; called only if there is something to decrypt. */
  sops: () => Promise<string>;
  /** Called with every value before its first use: the redactor's `add`. */
  learn?: (value: string) => void;
}

/** Name to value; empty if the fleet names no file. */
export type ControlSecrets = (secrets: Fleet['secrets']) => Promise<Record<string, string>>;

/** The value of one of them. */
export type ReadSecret = (name: string) => Promise<string>;

/** Errors: `SecretInvalid` if it does not exist. */
export const secretOf =
  (values: Record<string, string>): ReadSecret =>
  async (name) => {
    const value = values[name];
    if (value) return value;
    throw new RoostError(
      'SecretInvalid',
      `There is no ${name} in the file that secrets.file of the fleet file names.`,
      { secret: name },
    );
  };

/**
 * Decrypts at the first use and again when the file has changed, so that a
 * rotated secret needs no restart. Errors: `SecretInvalid`, `SecretKeyWrong`, `ToolMissing`.
 */
export function controlSecrets({ sops, learn = () => {} }: ControlSecretsOptions): ControlSecrets {
  let known: { version: string; values: Promise<Record<string, string>> } | undefined;
  return async ({ age, file }) => {
    if (file === undefined) return {};
    const version = `${file} ${age.keyFile} ${await versionOf(file)}`;
    if (known?.version !== version) {
      const values = read(file, age.keyFile, sops).then((read) => {
        Object.values(read).forEach(learn);
        return read;
      });
      known = { version, values };
      // The cause of a failure may be fixed without a change of the file, so failures are not kept.
      values.catch(() => (known = undefined));
    }
    return known.values;
  };
}

/**
 * Refuses the control plane's own file under any name: an app's repository or host may contain a copy.
 * Errors: `SecretInvalid`.
 */
export async function requireForeign(
  ciphertext: Buffer,
  { file }: Fleet['secrets'],
  name: string,
): Promise<void> {
  const own = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (!own) return;
  const keys = dataKeys(own);
  if (own.equals(ciphertext) || [...dataKeys(ciphertext)].some((key) => keys.has(key)))
    throw new RoostError('SecretInvalid', `${name} is a copy of the control plane's own secrets.`, {
      file: name,
    });
}

async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    throw new RoostError(
      'SecretInvalid',
      `${file} (secrets.file of the fleet file) cannot be read: ${(error as Error).message}`,
      { file },
    );
  }
}

async function read(
  file: string,
  keyFile: string,
  sops: () => Promise<string>,
): Promise<Record<string, string>> {
  const ciphertext = await readFile(file);
  const plaintext = await decrypt({ sops: await sops(), ciphertext, format: 'dotenv', keyFile, name: file });
  return dotenv(plaintext.toString('utf8'));
}

/** sops writes a value without quotes, and a line break as `\n`. */
function dotenv(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => /^([A-Za-z_]\w*)=(.*)$/.exec(line));
  return Object.fromEntries(
    lines.flatMap((found) => (found ? [[found[1]!, found[2]!.replaceAll('\\n', '\n')]] : [])),
  );
}
