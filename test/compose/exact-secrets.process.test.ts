/**
 * Values go through sops, an env file and Docker Compose, and come out as
 * they went in. ROOST_SECRET_VALUES says how many; ROOST_TEST_COMPOSE names
 * another docker compose than the one that tests have.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { AppConfig, SecretFile } from '../../src/fleet/file/app/types';
import { findChangedKeys } from '../../src/host/model/env-values';
import { createRedactor } from '../../src/host/redact';
import { shellScript } from '../../src/lib/shell-script';
import { section } from '../../src/lib/unchecked';
import { decrypt } from '../../src/secrets/decrypt';
import { contentOnHost, printedAs } from '../../src/secrets/env-file';
import { secretValues } from '../../src/secrets/values';
import { findTool } from '../../src/tools';
import { withCompose } from './compose-program';

const AMOUNT = Number(process.env.ROOST_SECRET_VALUES ?? 400);
/** Of a file, as a large app has it. */
const IN_FILE = 200;

const program = shellScript(join(__dirname, '../../src/host/model'), 'env-values');
let env: NodeJS.ProcessEnv;
let folder: string;
let sops: string;
let recipient: string;
beforeAll(async () => {
  env = await withCompose();
  folder = mkdtempSync(join(tmpdir(), 'roost-exact-'));
  sops = await findTool('sops');
  execFileSync(await findTool('age-keygen'), ['-o', join(folder, 'key')], { stdio: 'ignore' });
  recipient = /public key: (age1\w+)/.exec(readFileSync(join(folder, 'key'), 'utf8'))![1]!;
});
afterAll(() => rmSync(folder, { recursive: true }));

const host = {
  name: 'hornbill',
  scrub: (text: string) => text,
  exec: async (argv: string[], { input = '' }: { input?: string | Buffer } = {}) => ({
    code: 0,
    stdout: execFileSync(argv[0]!, argv.slice(1), { env, input, encoding: 'utf8', maxBuffer: 1 << 28 }),
    stderr: '',
  }),
};

/** Numbers from 0 to 1, the same ones everywhere. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const parts = [
  ...[
    '$',
    '$$',
    '${',
    '${X}',
    '${X:-y}',
    '$HOME',
    '$2b$10$',
    '\\$',
    '$(id)',
    '`id`',
    '#',
    ' #',
    ' # ',
    '\t#',
  ],
  ...[
    '"',
    "'",
    '\\',
    '\\\\',
    "\\'",
    '\\"',
    '"""',
    "'''",
    '=',
    '==',
    ' ',
    '  ',
    '\t',
    '%',
    '%s',
    '!',
    '&',
    '*',
  ],
  ...[
    'Zürich',
    '日本',
    '🦉',
    'é',
    '\u00a0',
    '\u2028',
    '\ufeff',
    'a',
    'pass',
    '0',
    '123',
    'true',
    'null',
    '~',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    '- ',
    ',',
    ';',
    '|',
    '>',
    '<',
    '@',
    '^',
    '(',
    ')',
    '?',
    '/',
    '\x01',
    '\x7f',
  ],
];
const lines = ['\n', '\r', '\r\n', '\n\n', '\\n', '\\r', '\\t', '\\0123', '-----BEGIN KEY-----\n'];

function valueBy(next: () => number, ofParts: string[]): string {
  const count = next() < 0.02 ? 2000 : Math.floor(next() * 12);
  return Array.from({ length: count }, () => ofParts[Math.floor(next() * ofParts.length)]).join('');
}

function encrypted(text: string, format: 'dotenv' | 'json' | 'yaml'): Buffer {
  const argv = ['encrypt', '--age', recipient, '--input-type', format, '--output-type', format, '/dev/stdin'];
  return execFileSync('sh', ['-c', 'cat | exec "$0" "$@"', sops, ...argv], { input: text });
}

const written = {
  dotenv: (values: Record<string, string>) =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  json: (values: Record<string, string>) => JSON.stringify(values),
  // sops takes no control characters in YAML, but as escapes.
  yaml: (values: Record<string, string>) =>
    JSON.stringify(values).replace(
      /[\u007f-\u00a0\u2028\ufeff]/g,
      (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
};

test.each([
  ['dotenv', parts],
  ['json', [...parts, ...lines]],
  ['yaml', [...parts, ...lines]],
] as const)('values of a %s file reach containers byte for byte', async (format, ofParts) => {
  const next = numbers(format.length * 7919);
  let count = 0;
  while (count < AMOUNT / 3) {
    const values: Record<string, string> = {};
    for (let i = 0; i < Math.min(IN_FILE, Math.ceil(AMOUNT / 3)); i++)
      values[`KEY_${i}`] = valueBy(next, [...ofParts]);
    const secret = { source: 's', target: '.env', format, exact: true } satisfies SecretFile;
    const ciphertext = encrypted(written[format](values), format);
    const plaintext = await decrypt({
      sops,
      ciphertext,
      format,
      output: printedAs(secret),
      keyFile: join(folder, 'key'),
      name: 's',
    });
    const content = contentOnHost(plaintext, secret);
    const { stdout } = await host.exec(program('/nonexistent', 'yes', ...Object.keys(values)), {
      input: content,
    });
    const [code, , json = ''] = stdout.split('\0');
    expect(code).toBe('0');
    const { f, v } = section(section(JSON.parse(json)).services);
    const read = (service: unknown): Record<string, string> =>
      Object.fromEntries(
        Object.entries(section(section(service).environment)).map(([key, value]) => [
          key,
          String(value).replaceAll('$$', '$'),
        ]),
      );
    const { ROOST_PROBE: _, ...variables } = read(v);
    expect(read(f)).toEqual(values);
    expect(variables).toEqual(values);
    // Neither form of a value leaves.
    const redactor = createRedactor();
    [...secretValues(plaintext, printedAs(secret)), ...secretValues(content, 'dotenv')].forEach((one) =>
      redactor.add(one),
    );
    for (const value of Object.values(values).filter((one) => one.trim().length >= 8))
      expect(redactor.scrub(`<${value}>`)).not.toContain(value.trim());
    count += Object.keys(values).length;
  }
  if (process.env.ROOST_SECRET_VALUES) console.log(`${format}: ${count} values, all byte for byte`);
});

const app = { directory: '/srv/wiki', source: '.', compose: [] as string[] } as unknown as AppConfig;
const asked = { app, texts: [], model: null, folder: '/nonexistent' };

test('names the keys whose values Compose would change, and no other', async () => {
  const secret: SecretFile = { source: '.env.sops', target: '.env', format: 'dotenv' };
  const text = [
    'WORD=pa$word1',
    'COMMENT=x #y',
    'HASH=#z',
    'BLANKS=  lead and trail  ',
    `MIXED="q"uo'te`,
    'EQUAL=a=b==',
    'UTF=Zürich-日本',
    'KEY=-----BEGIN\\nabc\\n-----END',
    `SINGLE='$2b$10$Ab #x'`,
    'DOUBLE="two words # no"',
    'URL=postgres://x:${EQUAL}@db/x',
    'EMPTY=',
    '# A comment',
  ].join('\n');
  const found = await findChangedKeys(host, { ...asked, secret, plaintext: Buffer.from(text) });
  expect(found.map(({ key }) => key).sort()).toEqual(['BLANKS', 'COMMENT', 'MIXED', 'WORD']);
  expect(found[0]).toMatchObject({
    file: '.env.sops',
    broken: false,
    message: expect.stringContaining('exact: true'),
  });
  const exact = { ...secret, exact: true };
  expect(await findChangedKeys(host, { ...asked, secret: exact, plaintext: Buffer.from(text) })).toEqual([]);
});

test('names the key with which Compose refuses the whole file', async () => {
  const secret: SecretFile = { source: '.env.sops', target: 'app.env', format: 'dotenv' };
  const plaintext = Buffer.from('A=1\nB=${\nC="open\n');
  const found = await findChangedKeys(host, { ...asked, secret, plaintext });
  expect(found.map(({ key }) => key)).toEqual(['B', 'C']);
  expect(await findChangedKeys(host, { ...asked, secret: { ...secret, exact: true }, plaintext })).toEqual(
    [],
  );
});

test('names a key that a service would get with its quotes, one that is too long, and one of the SSH user', async () => {
  const secret: SecretFile = { source: 's', target: '.env', format: 'yaml', exact: true };
  const plaintext = Buffer.from(stringify({ A: "it's #1", B: 'x'.repeat(140_000), HOME: '/data', C: 'x y' }));
  const model = { services: { web: { environment: { A: `"it's #1"`, B: 'x', C: 'x y' } } } };
  const texts = ['services: { web: { image: "x:${HOME}" } }'];
  const found = await findChangedKeys(host, { ...asked, secret, plaintext, model, texts });
  expect(found.map(({ key, broken }) => [key, broken])).toEqual([
    ['B', true],
    ['A', true],
    ['HOME', false],
  ]);
});

test.each([
  ['yaml', 'a: { b: 1 }\n', /a is not one text/],
  ['yaml', '- a\n', /flat list/],
  ['json', '{"a b": "1"}', /"a b" is no name/],
  ['dotenv', 'A=\u0000\n', /A has bytes/],
] as const)('refuses what no env file can hold: %s %j', (format, text, says) => {
  expect(() => contentOnHost(Buffer.from(text), { source: 's', format, exact: true })).toThrow(says);
});

test('a rollback takes the file as it is', () => {
  const next = numbers(3);
  const values = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`K${i}`, valueBy(next, parts)]));
  const secret = { source: 's', format: 'json', exact: true } as const;
  const content = contentOnHost(Buffer.from(JSON.stringify(values)), secret);
  const [from, to] = ['1', '2'].map((release) => join(folder, release, 'tree'));
  for (const tree of [from!, to!]) mkdirSync(tree, { recursive: true });
  writeFileSync(join(from!, '.env'), content, { mode: 0o600 });
  const [sh, ...args] = shellScript(join(__dirname, '../../src/activities/app/secrets'), 'take-secrets')(
    from!,
    to!,
    '.env',
  );
  execFileSync(sh!, args, { env });
  expect(readFileSync(join(to!, '.env')).equals(content)).toBe(true);
});
