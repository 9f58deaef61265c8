import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decrypt } from '../../src/secrets/decrypt';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'roost-decrypt-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** A sops that says something and ends with a code. */
function failing(says: string, code: number): string {
  const file = join(folder, `sops-${code}`);
  writeFileSync(file, `#!/bin/sh\ncat >/dev/null\necho '${says}' >&2\nexit ${code}\n`, { mode: 0o755 });
  return file;
}

// Somebody has added a line in the clear; sops quotes it.
it.each([
  ['dotenv', 'A=ENC[x]\nTOKEN=plain-token\n', 'Input string plain-token does not match', 25],
  ['dotenv', 'A=ENC[x]\nTOKEN plain-token\n', 'invalid dotenv input line: TOKEN plain-token', 1],
  ['json', '{"a":"ENC[x]","b":["plain-token"]}', 'Input string plain-token does not match', 25],
] as const)('shows nothing of a broken %s file', async (format, text, says, code) => {
  const asked = decrypt({
    sops: failing(says, code),
    ciphertext: Buffer.from(text),
    format,
    keyFile: '/none',
    name: 'secrets',
  });
  await expect(asked).rejects.toMatchObject({
    code: 'SecretInvalid',
    message: expect.stringMatching(/^sops cannot read secrets .*\n.*\[redacted\]/),
  });
  await expect(asked).rejects.not.toThrow('plain-token');
});
