/** What is pulled for a backup is plaintext: other accounts of the control host do not read it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRealFolder } from '../../src/host/pull/real-folder';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-mode-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ['that is new', null, 0o700],
  ['that all accounts could read', 0o755, 0o700],
  ['that all accounts could enter', 0o701, 0o700],
  ['that was given to a group', 0o750, 0o750],
])('a staging %s', async (_, before, after) => {
  const staging = join(folder, 'staging');
  if (before !== null) {
    mkdirSync(staging);
    chmodSync(staging, before);
  }
  await makeRealFolder(staging, 'phone/copies');
  expect(statSync(staging).mode & 0o777).toBe(after);
  expect(statSync(join(staging, 'phone/copies')).mode & 0o777).toBe(0o700);
});
