import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decryptLine } from '../../../../src/client/verbs/installation/webhook';
import { findTool } from '../../../../src/tools';

test('the line that `webhook url` prints shows the secret when it is pasted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roost webhook-'));
  const [key, plain, file] = ['key.txt', 'plain', 'secrets.env.sops'].map((name) => join(folder, name));
  try {
    const [sops, keygen] = [await findTool('sops'), await findTool('age-keygen')];
    execFileSync(keygen, ['-o', key!], { stdio: 'ignore' });
    const [, recipient = ''] = /public key: (age1\w+)/.exec(readFileSync(key!, 'utf8')) ?? [];
    writeFileSync(plain!, 'ROOST_WEBHOOK_SECRET=of the hook\n');
    const types = ['--input-type', 'dotenv', '--output-type', 'dotenv'];
    writeFileSync(file!, execFileSync(sops, ['encrypt', '--age', recipient, ...types, plain!]));
    const env = { ...process.env, HOME: folder, PATH: `${dirname(sops)}:${process.env.PATH}` };
    const shown = execFileSync('sh', ['-c', decryptLine(file!, key!)], { env, encoding: 'utf8' });
    expect(shown).toBe('ROOST_WEBHOOK_SECRET=of the hook\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
