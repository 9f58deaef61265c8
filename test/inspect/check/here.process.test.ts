import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFleet } from '../../../src/fleet/file';
import { hereFindings, nodeFinding } from '../../../src/inspect/check/here';
import { mutate, source } from '../../fleet/file/sample';

let folder: string;
let key: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-check-'));
  key = join(folder, 'key');
  writeFileSync(key, 'a key', { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function modes(): Promise<unknown[]> {
  const fleet = parseFleet(mutate('    user: deploy\n', `    user: deploy\n    key: ${key}\n`), source);
  return (await hereFindings(fleet, process.env)).filter(({ check }) => check === 'modes');
}

test.each([0o600, 0o400, 0o640])('a key of mode %o is in order', async (mode) => {
  chmodSync(key, mode);
  expect(await modes()).toEqual([expect.objectContaining({ state: 'ok' })]);
});

test.each([0o644, 0o604, 0o660, 0o602])('a key of mode %o is named', async (mode) => {
  chmodSync(key, mode);
  expect(await modes()).toEqual([
    expect.objectContaining({ state: 'warn', says: expect.stringContaining(`${key} has mode 0`) }),
  ]);
});

test.each([
  ['20.20.2', '2026-04-30', 'ok'],
  ['20.20.2', '2026-05-01', 'warn'],
  ['24.1.0', '2026-12-01', 'ok'],
  ['25.0.0', '2026-12-01', 'ok'],
])('Node.js %s on %s: %s', (version, day, state) => {
  expect(nodeFinding(version, new Date(`${day}T12:00:00Z`))).toMatchObject({ state });
});
