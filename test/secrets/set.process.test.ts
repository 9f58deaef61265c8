import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decrypt } from '../../src/secrets/decrypt';
import { setSecret } from '../../src/secrets/set';
import { findTool } from '../../src/tools';

let folder: string;
let sops: string;
let file: string;
const keyFile = (): string => join(folder, 'key');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-set-test-'));
  sops = await findTool('sops');
  execFileSync(await findTool('age-keygen'), ['-o', keyFile()], { stdio: 'ignore' });
  file = join(folder, 'secrets.env.sops');
});
beforeEach(() => {
  const recipient = /public key: (age1\w+)/.exec(readFileSync(keyFile(), 'utf8'))![1]!;
  const plain = join(folder, 'plain');
  writeFileSync(plain, 'TOKEN=first\nOTHER=a b$c\n');
  const format = ['--input-type', 'dotenv', '--output-type', 'dotenv'];
  rmSync(file, { force: true });
  writeFileSync(file, execFileSync(sops, ['encrypt', '--age', recipient, ...format, plain]), { mode: 0o640 });
  chmodSync(file, 0o640);
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = async (): Promise<string> => {
  const ciphertext = readFileSync(file);
  return (await decrypt({ sops, ciphertext, format: 'dotenv', keyFile: keyFile(), name: 'f' })).toString(
    'utf8',
  );
};
const set = (more: object = {}): Promise<void> =>
  setSecret({ sops, file, keyFile: keyFile(), name: 'TOKEN', value: 'second', ...more });

test('one value changes, the others and the mode stay', async () => {
  await set();
  expect(await read()).toBe('TOKEN=second\nOTHER=a b$c\n');
  expect(statSync(file).mode & 0o777).toBe(0o640);
});

test('a value that was not there is added, and a link to the file stays one', async () => {
  const link = join(folder, 'link');
  symlinkSync(file, link);
  await set({ file: link, name: 'NEW' });
  expect(await read()).toContain('NEW=second\n');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test('a rehearsal changes nothing', async () => {
  const before = readFileSync(file);
  await set({ rehearse: true });
  expect(readFileSync(file)).toEqual(before);
});

test('a key that does not open the file changes nothing, and shows no value', async () => {
  const before = readFileSync(file);
  const other = join(folder, 'other');
  execFileSync(await findTool('age-keygen'), ['-o', other], { stdio: 'ignore' });
  const asked = set({ keyFile: other });
  await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/^Secret/) });
  await expect(asked).rejects.not.toThrow(/second/);
  expect(readFileSync(file)).toEqual(before);
  rmSync(other);
});

test('a sops that says what it was given does not show it', async () => {
  const loud = join(folder, 'loud');
  writeFileSync(loud, '#!/bin/sh\ncat >&2\nexit 1\n', { mode: 0o755 });
  await expect(set({ sops: loud })).rejects.toMatchObject({
    code: 'SecretInvalid',
    message: expect.stringContaining('"[redacted]"'),
  });
});

test('a file that is changed meanwhile keeps that change', async () => {
  const slow = join(folder, 'slow');
  writeFileSync(slow, `#!/bin/sh\n[ "$1" = set ] && echo '# by hand' >>'${file}'\nexec '${sops}' "$@"\n`, {
    mode: 0o755,
  });
  await expect(set({ sops: slow })).rejects.toMatchObject({
    message: expect.stringContaining('changed meanwhile'),
  });
  expect(readFileSync(file, 'utf8')).toContain('# by hand');
});
