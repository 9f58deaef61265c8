import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { encrypt } from '../lab/secrets';

/** A sops file with the password of a repository, which is returned. `ageKeyFile`: who may read it. */
export async function writeSecrets(file: string, ageKeyFile: string): Promise<string> {
  const recipient = /public key: (age1\w+)/.exec(readFileSync(ageKeyFile, 'utf8'))![1]!;
  const password = randomBytes(12).toString('hex');
  writeFileSync(file, await encrypt(`RESTIC_PASSWORD=${password}\n`, 'dotenv', recipient, () => {}));
  return password;
}
