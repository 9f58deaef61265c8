/**
 * What a repository or host hands in to be decrypted makes sops reach no
 * key service, and opens no file of others.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onlyIf } from '../../src/lib/only-if';
import { withoutReaders, withReader } from '../../src/secrets/age/recipients';
import { requireForeign } from '../../src/secrets/control';
import { decrypt } from '../../src/secrets/decrypt';
import { setSecret } from '../../src/secrets/set';
import { withValue } from '../../src/secrets/value';
import { findTool } from '../../src/tools';

let folder: string;
let sops: string;
let server: Server;
let calls: string[];
const keyFile = (name = 'key'): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-sops-'));
  sops = await findTool('sops');
  for (const name of ['key', 'other']) {
    const keygen = await findTool('age-keygen');
    execFileSync(keygen, ['-o', keyFile(name)], { stdio: 'ignore' });
  }
  server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url} ${String(request.headers['x-vault-token'])}`);
    response.end('{"data":{"plaintext":"AAAA"}}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => (calls = []));

function encrypted(text: string, format: 'dotenv' | 'json' | 'yaml', name = 'key'): Buffer {
  const recipient = /public key: (age1\w+)/.exec(readFileSync(keyFile(name), 'utf8'))![1]!;
  const file = join(folder, `plain.${format}`);
  writeFileSync(file, text);
  const argv = ['encrypt', '--age', recipient, '--input-type', format, '--output-type', format, file];
  return execFileSync(sops, argv);
}
const opened = (ciphertext: Buffer, format: 'dotenv' | 'json' | 'yaml', name = 'key'): Promise<Buffer> =>
  decrypt({ sops, ciphertext, format, keyFile: keyFile(name), name: '.env.sops' });
const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test.each([
  ['dotenv', 'A=hunter2\n'],
  ['json', '{"a": "hunter2"}'],
  ['yaml', 'a: hunter2\n'],
] as const)('a %s file for an age recipient is opened', async (format, text) => {
  expect((await opened(encrypted(text, format), format)).toString()).toMatch(/hunter2/);
});

test('a file for the key of another app is not opened', async () => {
  await expect(opened(encrypted('A=hunter2\n', 'dotenv'), 'dotenv', 'other')).rejects.toMatchObject({
    code: 'SecretKeyWrong',
  });
});

const vault = (): string =>
  `[{"vault_address":"${address()}","engine_path":"transit","key_name":"k","enc":"vault:v1:AAAA","created_at":"2026-01-01T00:00:00Z"}]`;
const more =
  '"mac":"ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]","lastmodified":"2026-01-01T00:00:00Z","version":"3.9.0"';
const hostile: [name: string, format: 'dotenv' | 'json' | 'yaml', text: () => string][] = [
  [
    'dotenv',
    'dotenv',
    () =>
      [
        'A=ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]',
        `sops_hc_vault__list_0__map_vault_address=${address()}`,
        'sops_hc_vault__list_0__map_engine_path=transit',
        'sops_hc_vault__list_0__map_key_name=k',
        'sops_hc_vault__list_0__map_enc=vault:v1:AAAA',
        'sops_hc_vault__list_0__map_created_at=2026-01-01T00:00:00Z',
        'sops_lastmodified=2026-01-01T00:00:00Z',
        'sops_mac=ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]',
        'sops_version=3.9.0',
        '',
      ].join('\n'),
  ],
  ['JSON', 'json', () => `{"a":"ENC[x]","sops":{"hc_vault":${vault()},${more}}}`],
  ['JSON with the key twice', 'json', () => `{"sops":{"hc_vault":${vault()},${more}},"sops":{"age":[]}}`],
  ['JSON in capitals', 'json', () => `{"a":"ENC[x]","SOPS":{"HC_VAULT":${vault()},${more}}}`],
  ['JSON within key groups', 'json', () => `{"sops":{"key_groups":[{"hc_vault":${vault()}}],${more}}}`],
  ['YAML', 'yaml', () => `a: ENC[x]\nsops: {"hc_vault":${vault()},${more}}\n`],
  ['YAML by a merge', 'yaml', () => `x: &x {"sops":{"hc_vault":${vault()},${more}}}\n<<: *x\n`],
];

test.each(hostile)('a key service that %s names is never called', async (_name, format, text) => {
  process.env.VAULT_TOKEN = 'hvs.the-operators-own-token';
  const asked = opened(Buffer.from(text()), format);
  await expect(asked).rejects.toMatchObject({ code: 'SecretInvalid' });
  await expect(asked).rejects.toThrow(/is not accepted/);
  delete process.env.VAULT_TOKEN;
  expect(calls).toEqual([]);
});

test.each(hostile)('nor when a key or value of %s is rotated', async (_name, format, text) => {
  process.env.VAULT_TOKEN = 'hvs.the-operators-own-token';
  const opening = { sops, keyFile: keyFile() };
  const content = { path: '.env.sops', format, ciphertext: Buffer.from(text()) };
  const control = keyFile('control.env.sops');
  writeFileSync(control, text());
  const change = { ...opening, file: control };
  for (const work of [
    () => withReader(opening, [content], 'age1new'),
    () => withoutReaders(opening, [content], ['age1old']),
    () => withValue(opening, content, ['a'], 'other'),
    ...onlyIf(format === 'dotenv', () => setSecret({ ...change, name: 'A', value: 'other' })),
  ])
    await expect(work()).rejects.toThrow(/is not accepted/);
  delete process.env.VAULT_TOKEN;
  expect(calls).toEqual([]);
});

test('sops gets no credentials of this machine', async () => {
  const fake = join(folder, 'sops-env');
  writeFileSync(fake, '#!/bin/sh\ncat >/dev/null\nenv\n', { mode: 0o755 });
  process.env.VAULT_TOKEN = 'hvs.the-operators-own-token';
  const ciphertext = Buffer.from('A=ENC[x]\n');
  const env = (
    await decrypt({ sops: fake, ciphertext, format: 'dotenv', keyFile: '/key', name: 'x' })
  ).toString();
  delete process.env.VAULT_TOKEN;
  const names = env.split('\n').map((line) => line.split('=')[0]!);
  expect(names.filter((name) => !['', 'PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual([
    'HOME',
    'PATH',
    'SOPS_AGE_KEY_FILE',
  ]);
  expect(env).toMatch(/^HOME=\/nonexistent$/m);
});

describe("the control plane's own file", () => {
  const own = (): Buffer => encrypted('ROOST_WEBHOOK_SECRET=hunter2\n', 'dotenv');
  const ask = (mine: Buffer, theirs: Buffer): Promise<void> => {
    const file = join(folder, 'own.env.sops');
    writeFileSync(file, mine);
    return requireForeign(theirs, { file, age: { keyFile: keyFile() } }, '.env.sops');
  };

  test('is not opened for an app, as it is or with another line', async () => {
    const mine = own();
    await expect(ask(mine, mine)).rejects.toMatchObject({ code: 'SecretInvalid' });
    const changed = Buffer.from(`# mine\n${mine.toString()}`);
    await expect(ask(mine, changed)).rejects.toMatchObject({ code: 'SecretInvalid' });
  });

  test('keeps no other file from being opened', async () => {
    await ask(own(), encrypted('A=hunter2\n', 'dotenv'));
  });
});
