import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  clearFlagArgv,
  parseFlag,
  personFlag,
  replaceFlagArgv,
  roostFlag,
  setFlagArgv,
} from '../../src/host/maintenance';

const since = '2026-03-04T02:10:00.000Z';
const ours = roostFlag('deploy-phone-1', '0a1b2c3d', since);
const theirs = personFlag('op@laptop', since, 'the\ndisk is full');

let folder: string;
let path: string;
const run = ([program, ...args]: string[]): string =>
  execFileSync(program!, args, { encoding: 'utf8', stdio: 'pipe' });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flags-'));
  path = join(folder, 'phone.flag');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a flag says whose it is', () => {
  expect(ours).toBe(`roost deploy-phone-1 0a1b2c3d ${since}`);
  expect(parseFlag(ours)).toEqual({
    owner: 'roost',
    workflowId: 'deploy-phone-1',
    operation: '0a1b2c3d',
    since,
  });
  expect(theirs).toBe(`person op@laptop ${since} the disk is full`);
  expect(parseFlag(`${theirs}\n`)).toEqual({
    owner: 'person',
    by: 'op@laptop',
    since,
    reason: 'the disk is full',
  });
});

test.each(['', 'touched by hand', 'roost', 'roost x', 'roost is a bird that sleeps'])(
  'anything else is a person: %j',
  (text) => {
    expect(parseFlag(text)).toEqual({ owner: 'person', by: null, since: null, reason: text || null });
  },
);

test('the global flag', () => {});

test('sets a flag once, and tells of the one that is there', () => {
  expect(run(setFlagArgv(path, ours))).toBe('');
  expect(run(setFlagArgv(path, theirs))).toBe(`${ours}\n`);
  expect(readFileSync(path, 'utf8')).toBe(`${ours}\n`);
  expect(readdirSync(folder)).toEqual(['phone.flag']);
});

test('an empty flag is told of as well', () => {
  writeFileSync(path, '');
  expect(run(setFlagArgv(path, ours))).toBe('(an empty file)\n');
});

test('a flag that cannot be made is a failure', () => {
  expect(() => run(setFlagArgv(join(folder, 'missing', 'phone.flag'), ours))).toThrow();
});

test('a run removes only flags of runs', () => {
  run(setFlagArgv(path, theirs));
  expect(run(clearFlagArgv(path, true))).toBe(`${theirs}\n`);
  expect(existsSync(path)).toBe(true);
  run(replaceFlagArgv(path, ours));
  expect(run(clearFlagArgv(path, true))).toBe('');
  expect(existsSync(path)).toBe(false);
  expect(run(clearFlagArgv(path, true))).toBe('');
});

test('a person removes any', () => {
  run(setFlagArgv(path, theirs));
  run(clearFlagArgv(path, false));
  expect(existsSync(path)).toBe(false);
});
