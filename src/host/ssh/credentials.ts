import { readFile } from 'node:fs/promises';
import { utils, type ConnectConfig, type ParsedKey, type PublicKeyAuthMethod } from 'ssh2';
import { RoostError } from '../../errors';
import type { HostTarget } from '../types';

type Credentials = Pick<ConnectConfig, 'agent' | 'authHandler'>;

async function readOrRefuse(path: string, what: string, host: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new RoostError(
      'HostAuthFailed',
      `The ${what} ${path} of ${host} cannot be read.`,
      { host, path },
      { cause },
    );
  }
}

/** Read at every connect, so that a changed key file needs no restart. */
export async function readCredentials(
  target: HostTarget,
  agentSocket: string | undefined,
): Promise<Credentials> {
  const { name, user, keyFile, passphraseFile } = target;
  if (!keyFile) {
    if (agentSocket) return { agent: agentSocket };
    throw new RoostError(
      'HostAuthFailed',
      `${name} has no key file, and no SSH agent is running (SSH_AUTH_SOCK).`,
      { host: name },
    );
  }
  const privateKey = await readOrRefuse(keyFile, 'key file', name);
  const passphrase =
    passphraseFile && (await readOrRefuse(passphraseFile, 'passphrase file', name)).replace(/\r?\n$/, '');
  const parsed = utils.parseKey(privateKey, passphrase);
  const former = await formerKey(keyFile, passphrase);
  if (parsed instanceof Error) {
    const why =
      passphrase === undefined && /encrypted/i.test(parsed.message)
        ? 'needs a passphrase'
        : 'is no private key, or its passphrase is wrong';
    throw new RoostError('HostAuthFailed', `The key file ${keyFile} of ${name} ${why}.`, {
      host: name,
      path: keyFile,
    });
  }
  // Decrypted here, once: with a passphrase it takes half a second, which must not count as the host's delay.
  const method: PublicKeyAuthMethod = { type: 'publickey', username: user, key: parsed };
  const last = former.map((key): PublicKeyAuthMethod => ({ type: 'publickey', username: user, key }));
  return { authHandler: [method, ...last] };
}

/** While a rotation has hosts left that do not know the new key: the one before it, beside the file. */
async function formerKey(keyFile: string, passphrase: string | undefined): Promise<ParsedKey[]> {
  const text = await readFile(`${keyFile}.former`, 'utf8').catch(() => null);
  const parsed = text === null ? null : utils.parseKey(text, passphrase);
  return parsed === null || parsed instanceof Error ? [] : [parsed];
}
