/** The shell of kinds that touch nothing but their own paths, in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { applyScript, askScript, readApplied } from '../../../src/host/provision';
import { callOf, wantOf } from '../../../src/plan/provision/kinds';
import type { Resource } from '../../../src/protocol/steps/provision';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'roost-kinds-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = `${userInfo().username}:${execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()}`;
const sh = (input: string): string => spawnSync('sh', ['-s'], { input, encoding: 'utf8' }).stdout;
const ask = (...all: Resource[]): string[] =>
  sh(askScript(all.map(callOf)))
    .split('\n')
    .flatMap((line) => /^state \d+ ?(.*)$/.exec(line)?.[1] ?? []);
const apply = (...all: Resource[]) =>
  readApplied(sh(applyScript(all.map((one) => ({ ...callOf(one), want: wantOf(one) })))));

const file = (name: string, content: string): Resource => ({
  kind: 'file',
  path: join(folder, name),
  mode: '640',
  owner,
  content,
});

const hostile = `it's $(touch ${'X'}) \`id\` "quoted" \\n $HOME; rm -rf x\n\tlast line without end`;

test('a file is made with exactly its content, and then is as wanted', () => {
  const one = file('a/b c.conf', hostile);
  expect(ask(one)).toEqual(['missing']);
  expect(apply(one)).toEqual({ done: 1, failed: null });
  expect(readFileSync(join(folder, 'a/b c.conf'), 'utf8')).toBe(hostile);
  expect(ask(one)).toEqual([wantOf(one)]);
  expect(apply(one)).toEqual({ done: 1, failed: null });
});

test('a link in the place of a file is drift, and what it leads to stays', () => {
  writeFileSync(join(folder, 'other'), 'kept');
  symlinkSync(join(folder, 'other'), join(folder, 'link'));
  const one = file('link', 'mine');
  expect(ask(one)).toEqual(['a link']);
  expect(apply(one)).toEqual({ done: 1, failed: null });
  expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('kept');
  expect(readFileSync(join(folder, 'link'), 'utf8')).toBe('mine');
});

test('a folder gets its mode back', () => {
  const one: Resource = { kind: 'directory', path: join(folder, 'd'), mode: '750', owner };
  expect(apply(one)).toEqual({ done: 1, failed: null });
  execFileSync('chmod', ['777', join(folder, 'd')]);
  expect(ask(one)).toEqual([`777 ${owner}`]);
  apply(one);
  expect(ask(one)).toEqual([`750 ${owner}`]);
});

test('a folder for an app is made for its owner; one that is there stays as it is', () => {
  const path = join(folder, 'srv/apps/phone');
  const one: Resource = { kind: 'ownFolder', path, owner: userInfo().username };
  expect(ask(one)).toEqual(['missing']);
  expect(apply(one)).toEqual({ done: 1, failed: null });
  execFileSync('chmod', ['700', path]);
  expect([ask(one), apply(one)]).toEqual([['there'], { done: 1, failed: null }]);
  expect(execFileSync('stat', ['-c', '%a', path], { encoding: 'utf8' })).toBe('700\n');
  writeFileSync(join(folder, 'file'), '');
  const wrong = { ...one, path: join(folder, 'file') };
  expect(ask(wrong)).toEqual(['not a folder']);
  expect(apply(wrong).failed?.said).toMatch(/exists/);
});

test('keys of a JSON file that are not ours stay', () => {
  const path = join(folder, 'daemon.json');
  writeFileSync(path, '{"data-root":"/mnt/docker"}');
  const set = { 'live-restore': true };
  const [is = ''] = ask({ kind: 'settings', path, set });
  expect(JSON.parse(Buffer.from(is, 'base64').toString())).toEqual({ 'data-root': '/mnt/docker' });
});

test('the first that fails ends it, and says why; later ones are not begun', () => {
  writeFileSync(join(folder, 'a'), 'a file where a folder should be');
  const failing = file('a/below', 'x');
  const { done, failed } = apply(file('first', '1'), failing, file('last', '3'));
  expect([done, failed?.id]).toEqual([1, 1]);
  expect(failed?.said).toMatch(/not a directory|file exists/i);
  expect(ask(file('last', '3'))).toEqual(['missing']);
});

test('what is not on a host is said to be missing, not to be an error', () => {
  expect(
    ask(
      { kind: 'package', names: ['roost-no-such-package'] },
      { kind: 'user', name: 'roost-no-such-user', shell: '/bin/sh', groups: ['sudo'], not: [] },
      { kind: 'keys', user: 'roost-no-such-user', keys: ['x'] },
      { kind: 'group', name: 'roost-no-such-group' },
    ),
  ).toEqual(['missing', 'missing', 'no such user', 'missing']);
});
