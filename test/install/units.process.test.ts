import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { unitNames, type UnitName } from '../../src/install/layout';
import { unitFiles } from '../../src/install/units';
import { word } from '../../src/install/units/render';
import { around, place, put, settings, type Place } from './support';

const texts = (...args: Parameters<typeof unitFiles>) => Object.entries(unitFiles(...args));

test.each(texts(settings(), around()))('%s', (_name, text) => {
  expect(text).toMatchSnapshot();
});

test('no Temporal of ours: no unit of it, and nobody waits for one', () => {
  const units = unitFiles(settings({ temporal: false }), around());
  expect(Object.keys(units)).toEqual(['roost-worker.service', 'roost-gateway.service']);
  for (const text of Object.values(units)) expect(text).not.toMatch(/roost-temporal|TEMPORAL_ADDRESS/);
});

test('a fleet without a gateway: no unit of it', () => {
  expect(Object.keys(unitFiles(settings(), around({ gateway: undefined })))).toEqual([
    'roost-temporal.service',
    'roost-worker.service',
  ]);
});

/** `Key=value` of each line of a unit, in order. */
const linesOf = (more: Parameters<typeof around>[0], name: UnitName, own = settings()): string[] =>
  unitFiles(own, around(more))[name]!.split('\n');
const valuesOf = (lines: string[], key: string): string[] =>
  lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));

test.each(['/etc/roost/keys.txt', '/homes/key'])('no home is shown where a service reads %s', (file) => {
  for (const name of unitNames) {
    const lines = linesOf({ reads: [], secrets: [file], keys: [file] }, name);
    expect(lines).toEqual(expect.arrayContaining(['ProtectHome=yes', 'PrivateUsers=yes']));
  }
});

test('of the homes a service sees the files that it reads, and nothing else', () => {
  const files = { reads: ['/home/op/fleet'], secrets: ['/root/age.txt'], keys: ['/home/op/.ssh/roost'] };
  const shown = (name: UnitName): string[] => valuesOf(linesOf(files, name), 'BindReadOnlyPaths');
  expect(shown('roost-worker.service')).toEqual([
    '-/home/op/fleet',
    '-/root/age.txt',
    '-/home/op/.ssh/roost',
  ]);
  expect(shown('roost-gateway.service')).toEqual(['-/home/op/fleet', '-/root/age.txt']);
  expect(shown('roost-temporal.service')).toEqual([]);
  expect(linesOf(files, 'roost-worker.service')).toContain('ProtectHome=tmpfs');
  expect(linesOf(files, 'roost-temporal.service')).toContain('ProtectHome=yes');
});

test('only the worker writes to the folder of the backups, also below a home', () => {
  const more = { writes: ['/srv/backups', '/home/op/restic'], staging: ['/srv/backups/staging'] };
  const worker = linesOf(more, 'roost-worker.service');
  expect(valuesOf(worker, 'ReadWritePaths')).toEqual(['/srv/backups']);
  expect(valuesOf(worker, 'BindPaths')).toEqual(['/home/op/restic']);
  for (const name of ['roost-gateway.service', 'roost-temporal.service'] as const) {
    const lines = linesOf(more, name);
    expect([...valuesOf(lines, 'ReadWritePaths'), ...valuesOf(lines, 'BindPaths')]).toEqual([]);
  }
});

test('the gateway sees no SSH key and no staging, Temporal no secret at all', () => {
  const more = { writes: ['/srv/backups'], staging: ['/srv/backups/staging'] };
  const hidden = (name: UnitName): string[] => valuesOf(linesOf(more, name), 'InaccessiblePaths');
  expect(hidden('roost-worker.service')).toEqual([]);
  expect(hidden('roost-gateway.service')).toEqual(['-/etc/roost/.ssh/roost', '-/srv/backups/staging']);
  expect(hidden('roost-temporal.service')).toEqual([
    '-/etc/roost/.ssh/roost',
    '-/etc/roost/keys.txt',
    '-/srv/backups',
  ]);
});

test('the gateway reaches nothing but this machine, where nothing else is configured', () => {
  const deny = (isLocal: boolean): string[] =>
    valuesOf(linesOf({ gateway: { isLocal } }, 'roost-gateway.service'), 'IPAddressDeny');
  expect([deny(true), deny(false)]).toEqual([['any'], []]);
});

test.each(unitNames)('%s leaves no core file', (name) => expect(linesOf({}, name)).toContain('LimitCORE=0'));

test('the worker sees /proc/meminfo, without which it would end', () => {
  const subset = unitNames.map((name) => valuesOf(linesOf({}, name), 'ProcSubset'));
  expect(subset).toEqual([['pid'], [], ['pid']]);
});

test('state elsewhere may be written, and nothing else', () => {
  const [, text] = texts(settings({ stateHome: '/data' }), around())[0]!;
  expect(text).toContain('\nReadWritePaths=/data/roost\n');
  expect(text).not.toContain('StateDirectory');
});

test.each([
  ['/opt/roost/current', '/opt/roost/current'],
  ['/a b/"c"', '"/a b/\\"c\\""'],
  ['100%', '100%%'],
  ['$HOME', '$$HOME'],
])('the word %s is written %s', (text, written) => expect(word(text)).toBe(written));

const missing = existsSync('/usr/bin/systemd-analyze')
  ? undefined
  : 'systemd-analyze is missing: install the package systemd';
if (missing) console.error(`SKIPPED: ${missing}`);

/** What systemd itself says of the units, without one that runs. */
(missing ? describe.skip : describe)(missing ?? 'systemd-analyze', () => {
  let at: Place;
  let files: string[];
  beforeAll(() => {
    at = place();
    // Verify looks for the programs.
    const programs = ['current/bin/temporal', 'current/dist/services/ready-main.js'].map((name) =>
      at.file('opt', name),
    );
    for (const program of programs) put(program, '#!/bin/sh\n', 0o755);
    const made = texts(
      { ...at.settings, user: 'root', stateHome: '/var/lib' },
      around({ node: process.execPath }),
    );
    files = made.map(([name, text]) => (put(at.file('units', name), text), at.file('units', name)));
  });
  afterAll(() => at.drop());

  test('verify finds nothing', () => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], {
      encoding: 'utf8',
    });
    // A complaint is a warning, which leaves the exit code at 0; of other units
    // of this machine it may say what it likes.
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('roost'))).toEqual([]);
    expect(status).toBe(0);
  });

  test('verify would find a setting that systemd does not know', () => {
    put(at.file('wrong', 'roost-wrong.service'), '[Service]\nExecStart=/bin/true\nProtectEverything=yes\n');
    const { stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', at.file('wrong', 'roost-wrong.service')],
      { encoding: 'utf8' },
    );
    expect(stderr).toContain('ProtectEverything');
  });

  test('security: an exposure of at most 2.0 of 10, even as root', () => {
    for (const file of files)
      execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', '--no-pager', file]);
  });
});
