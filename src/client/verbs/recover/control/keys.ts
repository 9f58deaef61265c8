/** Keys of the control host: copies put in their place, and new ones for what is lost. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { RoostError } from '../../../../errors';
import type { Fleet } from '../../../../fleet/file';
import { makeKey } from '../../../../host/ssh/new-key';
import { sentences } from '../../../../lib/sentences';

export interface NewKey {
  hosts: string[];
  publicKey: string;
  /** How the hosts get it. */
  how: string[];
}

/** Errors: `BadRequest`. */
export function readableFile(file: string | undefined, option: string): string | undefined {
  if (file === undefined) return undefined;
  try {
    readFileSync(file);
    return resolve(file);
  } catch (cause) {
    throw new RoostError(
      'BadRequest',
      `${option} ${file} cannot be read: ${(cause as Error).message}`,
      { option },
      { cause },
    );
  }
}

export function copyKey(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const part = `${to}.roost-part`;
  copyFileSync(from, part);
  chmodSync(part, 0o600);
  renameSync(part, to);
}

export async function newKey({ name, hosts: all }: Fleet, file: string, hosts: string[]): Promise<NewKey> {
  const { passphraseFile } = all[hosts[0]!]!;
  const publicKey = await makeKey(file, `roost@${name}`, passphraseFile);
  const how = hosts.map((host) =>
    sentences(
      `  ${host}: as root, by the provider's console:`,
      `echo '${publicKey}' >>~${all[host]!.user}/.ssh/authorized_keys`,
    ),
  );
  return { hosts, publicKey, how };
}

/** Of hosts that accept no key that is here: it may not have been given to them yet. */
export async function keysToGive(fleet: Fleet, silent: { host: string; code: string }[]): Promise<NewKey[]> {
  const refused = silent.filter(({ code }) => code === 'HostAuthFailed').map(({ host }) => host);
  const files = new Set(refused.map((host) => fleet.hosts[host]?.keyFile));
  return Promise.all(
    [...files].flatMap((file) =>
      file !== undefined && existsSync(file) && existsSync(`${file}.pub`)
        ? [
            newKey(
              fleet,
              file,
              refused.filter((host) => fleet.hosts[host]?.keyFile === file),
            ),
          ]
        : [],
    ),
  );
}

export const keyLines = (keys: NewKey[]): string[] =>
  keys.flatMap(({ hosts, publicKey, how }) => [
    '',
    `Give ${hosts.join(', ')} this key:`,
    `  ${publicKey}`,
    ...how,
  ]);
