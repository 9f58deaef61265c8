import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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
  expect(Object.keys(unitFiles(settings(), around({ gateway: false })))).toEqual([
    'roost-temporal.service',
    'roost-worker.service',
  ]);
});

test.each([
  ['/etc/roost/keys.txt', 'yes'],
  ['/home/deploy/.ssh/roost', 'read-only'],
  ['/root/.config/sops/age/keys.txt', 'read-only'],
  ['/homes/key', 'yes'],
])('what lies at %s is read: homes %s', (file, says) => {
  for (const [, text] of texts(settings(), around({ reads: [file] })))
    expect(text).toContain(`\nProtectHome=${says}\n`);
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
    // A complaint is a warning, which leaves the exit code at 0; of other units of this machine it may say what it likes.
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
