/** Of a lost host the control host still has what it said last. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyRecords } from '../../../../src/activities/backup/night/control-records';
import type { Deps } from '../../../../src/activities/deps';
import { RoostError } from '../../../../src/errors';
import type { HostConfig } from '../../../../src/fleet/file/host/types';
import type { Fleet } from '../../../../src/fleet/file/types';
import { localHost } from '../../../client/local-host';

let root: string;
let away: string[];
let apps: Record<string, string>;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-control-records-'));
  away = [];
  apps = { phone: 'hornbill', wiki: 'toucan' };
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (path: string): string => join(root, path);
const write = (path: string, text: string): void => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
};
/** Each host is a folder, with the apps' own in it. */
const fleet = (): Fleet =>
  ({
    apps: Object.fromEntries(
      Object.entries(apps).map(([name, host]) => [
        name,
        { name, host, directory: at(`${host}/${name}`), source: 'src' },
      ]),
    ),
    hosts: Object.fromEntries([...new Set(Object.values(apps))].map((name) => [name, { name }])),
  }) as unknown as Fleet;
const deps = {
  fleet: async () => fleet(),
  host: ({ name }: HostConfig) =>
    away.includes(name)
      ? { name, exec: () => Promise.reject(new RoostError('HostUnreachable', `${name} is away`)) }
      : localHost(name),
  jobs: () => null,
  guard: () => null,
} as unknown as Deps;
const copy = (): Promise<string[]> => copyRecords(deps, fleet(), at('releases'));
const kept = (file: string): string =>
  execFileSync('tar', ['-xOf', at(`releases/${file}`)], { encoding: 'utf8' });

beforeEach(() => {
  for (const [app, host] of Object.entries(apps)) {
    write(`${host}/${app}/.roost/current`, `1 of ${app} on ${host}\n`);
    write(`${host}/${app}/.roost/releases/1/release.json`, '{"release":1}\n');
    write(`${host}/${app}/.roost/releases/1/tree/src/.env`, 'SECRET=1\n');
  }
});

it('copies records and no secrets, each night anew', async () => {
  expect(await copy()).toEqual([]);
  expect(kept('hornbill/phone.tar')).toContain('1 of phone on hornbill');
  expect(kept('toucan/wiki.tar')).toContain('{"release":1}');
  expect(kept('hornbill/phone.tar')).not.toContain('SECRET');
  write('hornbill/phone/.roost/current', '2\n');
  await copy();
  expect(kept('hornbill/phone.tar')).toContain('2\n');
});

it('keeps what a host said last that does not answer, names it, and copies the others', async () => {
  await copy();
  away = ['hornbill'];
  write('toucan/wiki/.roost/current', '2\n');
  expect(await copy()).toEqual(['phone (HostUnreachable)']);
  expect(kept('hornbill/phone.tar')).toContain('1 of phone on hornbill');
  expect(kept('toucan/wiki.tar')).toContain('2\n');
});

it.each([
  ['has no folder of it any more', () => rmSync(at('hornbill/phone'), { recursive: true })],
  [
    'was made anew, and has no release yet',
    () => rmSync(at('hornbill/phone/.roost/releases'), { recursive: true }),
  ],
])('keeps what a host said last that %s', async (_, lose) => {
  await copy();
  lose();
  rmSync(at('hornbill/phone/.roost/current'), { force: true });
  expect(await copy()).toEqual([]);
  expect(kept('hornbill/phone.tar')).toContain('1 of phone on hornbill');
});

it('keeps what the former host of an app said, for 100 days after it was copied last', async () => {
  await copy();
  apps = { phone: 'toucan' };
  write('toucan/phone/.roost/current', '1 of phone on toucan\n');
  const age = (days: number): void => {
    const time = Date.now() / 1000 - days * 86_400;
    for (const file of ['hornbill/phone.tar', 'toucan/wiki.tar', 'toucan/phone.tar'])
      if (existsSync(at(`releases/${file}`))) utimesSync(at(`releases/${file}`), time, time);
  };
  age(99);
  await copy();
  expect(kept('hornbill/phone.tar')).toContain('1 of phone on hornbill');
  expect(kept('toucan/phone.tar')).toContain('1 of phone on toucan');
  age(101);
  away = ['toucan'];
  await copy();
  expect(
    ['hornbill/phone.tar', 'toucan/wiki.tar', 'toucan/phone.tar'].map((file) =>
      existsSync(at(`releases/${file}`)),
    ),
  ).toEqual([false, false, true]);
});
