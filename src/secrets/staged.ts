/** A new value on its way to a run: encrypted, in a file of the control host, which the run's input names. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RoostError } from '../errors';
import { digestOf } from '../lib/digest';
import { writeAtomic } from '../lib/files/atomic-file';
import type { Opening } from './age/recipients';
import { decrypt } from './decrypt';
import { encryptTo } from './encrypt';

/** `directory`: of the fleet, in roost's state. */
const fileOf = (directory: string, id: string): string => {
  if (!/^[0-9a-f]{16}$/.test(id)) throw new RoostError('BadRequest', 'This is not the id of a staged value.');
  return join(directory, 'values', `${id}.json`);
};

/** Returns its id: the same for the same secret, so that a plan keeps its hash. */
export async function stageValue(
  directory: string,
  sops: string,
  recipients: string[],
  secret: { app: string; name: string; value: string },
): Promise<string> {
  const { app, name, value } = secret;
  const id = digestOf(`${app}\n${name}`);
  await writeAtomic(fileOf(directory, id), await encryptTo(sops, JSON.stringify({ value }), recipients));
  return id;
}

/** Errors: `SecretInvalid` if it is gone. */
export async function readStaged(directory: string, { sops, keyFile }: Opening, id: string): Promise<string> {
  const ciphertext = await readFile(fileOf(directory, id)).catch(() => {
    throw new RoostError('SecretInvalid', 'The value that was given is gone: run the command again.', {});
  });
  const plaintext = await decrypt({ sops, ciphertext, format: 'json', keyFile, name: 'the given value' });
  return (JSON.parse(plaintext.toString('utf8')) as { value: string }).value;
}

export const removeStaged = (directory: string, id: string): Promise<void> =>
  rm(fileOf(directory, id), { force: true });
