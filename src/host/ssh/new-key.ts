/** Makes an SSH key of the control host. */
import { existsSync, readFileSync } from 'node:fs';
import { utils } from 'ssh2';
import { writeAtomic } from '../../lib/files/atomic-file';

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
