/** Makes an SSH key of the control host. */
import { existsSync, readFileSync } from 'node:fs';
import { utils } from 'ssh2';
import { RoostError } from '../../errors';
import { writeAtomic } from '../../lib/files/atomic-file';

/**
 * The public half of a private key: base64 as in authorized_keys, and with its type before it. Errors:
 * `SecretKeyWrong`.
 */
export function publicKeyOf(secret: string, passphraseFile?: string): { base64: string; line: string } {
  const passphrase = passphraseFile && readFileSync(passphraseFile, 'utf8').replace(/\r?\n$/, '');
  const parsed = utils.parseKey(secret, passphrase);
  if (parsed instanceof Error)
    throw new RoostError('SecretKeyWrong', 'The SSH key is no private key, or its passphrase is wrong.');
  const base64 = parsed.getPublicSSH().toString('base64');
  return { base64, line: `${parsed.type} ${base64}` };
}

/** Writes FILE (mode 0600) and FILE.pub where there is no FILE. Returns the public half, one line. */
export async function makeKey(file: string, comment: string, passphraseFile?: string): Promise<string> {
  const passphrase = passphraseFile && readFileSync(passphraseFile, 'utf8').replace(/\r?\n$/, '');
  if (!existsSync(file)) {
    const locked = passphrase ? { passphrase, cipher: 'aes256-ctr' } : undefined;
    const { private: secret, public: shown } = utils.generateKeyPairSync('ed25519', { comment, ...locked });
    await writeAtomic(`${file}.pub`, `${shown}\n`, { mode: 0o644 });
    await writeAtomic(file, secret);
  }
  return readFileSync(`${file}.pub`, 'utf8').trim();
}
