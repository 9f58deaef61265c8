import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWatch, writeWatch, type Watch } from '../../src/backup';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'roost-watch-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const empty: Watch = { version: 2, lookedAt: null, apps: {}, schedule: null, nights: null, alerts: [] };

it('a state is read as it was written', () => {
  const file = join(folder, 'alerts.json');
  const state = {
    ...empty,
    lookedAt: '2026-05-01T05:00:00.000Z',
    apps: { phone: '2026-04-01T00:00:00.000Z' },
  };
  writeWatch(file, state);
  expect(readWatch(file)).toEqual(state);
});

it.each([
  ['missing', null],
  ['damaged', '{ "version": 2,'],
  ['of the former version', JSON.stringify({ ...empty, version: 1, alerts: [{ key: 'budget', told: {} }] })],
])('a file that is %s is an empty state', (_what, text) => {
  const file = join(folder, 'alerts.json');
  if (text !== null) writeFileSync(file, text);
  expect(readWatch(file)).toEqual(empty);
});
