/** The control plane's own secrets: one sops dotenv file on the control host. */
import { readFile } from 'node:fs/promises';
import { RoostError } from '../errors';
import type { Fleet } from '../fleet/config/types';
import type { Redactor } from '../host/redact';
import { decrypt } from './decrypt';

export interface OwnSecretsOptions {
  /** Finds the sops executable. */
  sops: () => Promise<string>;
  redactor: Redactor;
}

/**
 * All of them, by name; known to the redactor from then on.
 * Errors: `SecretInvalid` when the file is missing or damaged, `SecretKeyWrong`, `ToolMissing`.
 */
export async function ownSecrets({ secrets }: Fleet, { sops, redactor }: OwnSecretsOptions): Promise<Record<string, string>> {
  const { file, age } = secrets;
  if (file === undefined) throw new RoostError('SecretInvalid', 'The fleet file names no file of secrets; add secrets.file.');
  const ciphertext = await readFile(file).catch((cause: Error) => {
    throw new RoostError('SecretInvalid', `${file} cannot be read: ${cause.message}`, { file }, { cause });
  });
  const plaintext = await decrypt({ sops: await sops(), ciphertext, format: 'dotenv', keyFile: age.keyFile, name: file });
  const values = parse(plaintext.toString('utf8'));
  for (const value of Object.values(values)) redactor.add(value);
  return values;
}

/** Errors: `SecretInvalid` when there is none of that name. */
export async function ownSecret(name: string, fleet: Fleet, options: OwnSecretsOptions): Promise<string> {
  const value = (await ownSecrets(fleet, options))[name];
  if (value) return value;
  throw new RoostError('SecretInvalid', `There is no ${name} in ${fleet.secrets.file}.`, { file: fleet.secrets.file, secret: name });
}

/** `NAME=value`, a line each, as sops writes them; quotes around a value are taken off. */
function parse(text: string): Record<string, string> {
  const lines = [...text.matchAll(/^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/gm)];
  return Object.fromEntries(lines.map(([, name, value = '']) => [name!, value.trim().replace(/^(["'])(.*)\1$/, '$2')]));
}
