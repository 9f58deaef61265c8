/** With a real git and sops. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encrypt } from '../../../lab/secrets';
import { parseFleet, type Fleet } from '../../../src/fleet/file';
import { localHost } from '../../../src/host/local';
import { findTool } from '../../../src/tools';
import { roost } from '../../client/support';
import { hostKey } from '../../fleet/file/sample';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'roost-inventory-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let recipient: string;
let clock = Date.parse('2026-01-01T00:00:00Z') / 1000;
const DAY = 86_400;

/** Every commit is made a day after the one before. */
function git(repository: string, ...args: string[]): string {
  const date = `${clock} +0000`;
  const identity = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@a',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@a',
  };
  const env = { ...process.env, ...identity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  return execFileSync('git', ['-C', repository, ...args], { env, encoding: 'utf8' });
}
function commit(repository: string, file: string, content: string): void {
  writeFileSync(join(repository, file), content);
  git(repository, 'add', '.');
  git(repository, 'commit', '-q', '-m', 'change');
  clock += DAY;
}
async function set(file: string, key: string, value: string): Promise<void> {
  const types = file.endsWith('.json') ? 'json' : 'dotenv';
  const argv = [
    'set',
    '--value-stdin',
    '--input-type',
    types,
    '--output-type',
    types,
    file,
    JSON.stringify([key]),
  ];
  const env = { ...process.env, SOPS_AGE_KEY_FILE: at('key') };
  execFileSync(await findTool('sops'), argv, { input: JSON.stringify(value), env });
}

function fleet(more = ''): Fleet {
  return parseFleet(
    `fleet: lab
secrets: { file: ${at('control/secrets.env.sops')}, age: { keyFile: ${at('key')} } }
hosts:
  hornbill: { user: deploy, addresses: [192.0.2.10], hostKey: ${hostKey}, role: apps }
apps:
  phone:
    host: hornbill
    contract: compose
    repository: ${at('phone')}
    directory: ${at('srv')}
    source: src
    service: app
    secrets:
      - { source: .env.sops, target: .env, format: dotenv }
      - { source: "conf dir/$x.json", target: app.json, format: json }
${more}`,
    { file: 'fleet.yaml', home: folder },
  );
}

beforeAll(async () => {
  execFileSync(await findTool('age-keygen'), ['-o', at('key')], { stdio: 'ignore' });
  recipient = /public key: (age1\w+)/.exec(readFileSync(at('key'), 'utf8'))![1]!;
  const phone = at('phone');
  mkdirSync(join(phone, 'conf dir'), { recursive: true });
  git(phone, 'init', '-q', '-b', 'main');
  const sealed = (text: string, format: 'dotenv' | 'json') => encrypt(text, format, recipient, () => {});
  commit(phone, '.env.sops', await sealed('JWT_SECRET=first-one\nMODE=x\n', 'dotenv'));
  commit(phone, 'conf dir/$x.json', await sealed('{"smtp": {"password": "hunter2hunter2"}}', 'json'));
  await set(join(phone, '.env.sops'), 'JWT_SECRET', 'second one');
  commit(phone, 'README', 'with the change of a secret');
  const env = { ...process.env, SOPS_AGE_KEY_FILE: at('key') };
  const types = ['--input-type', 'dotenv', '--output-type', 'dotenv'];
  execFileSync(await findTool('sops'), ['rotate', '-i', ...types, join(phone, '.env.sops')], { env });
  commit(phone, 'README', 'with another data key');
  mkdirSync(at('srv/.roost'), { recursive: true });
  execFileSync('git', ['clone', '-q', '--bare', phone, at('srv/.roost/mirror.git')]);
  mkdirSync(at('control'));
  writeFileSync(at('control/secrets.env.sops'), await sealed('GITHUB_TOKEN=t\n', 'dotenv'));
  rmSync(at('key'));
});

const inventory = (args = '--json', made = fleet()) =>
  roost(`${args} secrets inventory`.trim(), {
    fleet: () => made,
    hosts: { hornbill: localHost((text) => text) },
  });
interface Rows {
  secrets: { name: string; changed: string | null; encryptedAnew: string | null; recipients: string[] }[];
  problems: { file: string; message: string }[];
}

it('names every secret with its age, without a key', async () => {
  const ran = await inventory();
  const { secrets, problems } = ran.json() as unknown as Rows;
  expect(problems).toEqual([]);
  expect(ran.code).toBe(0);
  const ages = secrets.map(({ name, changed, encryptedAnew }) => [
    name,
    changed?.slice(0, 10) ?? null,
    encryptedAnew?.slice(0, 10) ?? null,
  ]);
  expect(ages).toEqual([
    ['key', null, null],
    ['GITHUB_TOKEN', expect.any(String), null],
    ['JWT_SECRET', '2026-01-03', '2026-01-04'],
    ['smtp.password', '2026-01-02', null],
    ['MODE', '2026-01-01', '2026-01-04'],
  ]);
  expect(secrets.at(-1)!.recipients).toEqual([recipient]);
  expect(ran.stdout).not.toMatch(/second one|hunter2|first-one|ENC\[/);
});

it('is a table for people', async () => {
  const { stdout } = await inventory('');
  expect(stdout).toContain('JWT_SECRET');
  expect(stdout).toContain('signs or encrypts');
  expect(stdout).toContain(`${recipient.slice(0, 8)}…${recipient.slice(-4)}`);
  expect(stdout).toContain('5 secrets, 1 age key');
});

it('names a file that is not there or not encrypted, and lists the others', async () => {
  const ran = await inventory('--json', fleet('      - { source: README, target: x, format: dotenv }\n'));
  expect(ran.code).toBe(3);
  const { secrets, problems } = ran.json() as unknown as Rows;
  expect(secrets).toHaveLength(5);
  expect(problems).toEqual([
    expect.objectContaining({ file: 'README', message: expect.stringContaining('no file of sops') }),
  ]);
});

it('reads the working copy where roost has fetched nothing yet', async () => {
  const mirror = at('srv/.roost/mirror.git');
  cpSync(at('phone'), at('srv/src'), { recursive: true });
  rmSync(mirror, { recursive: true });
  const { secrets } = (await inventory()).json() as unknown as Rows;
  expect(secrets.map(({ name }) => name)).toContain('JWT_SECRET');
});
