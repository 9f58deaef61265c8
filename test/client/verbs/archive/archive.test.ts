import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFleet } from '../../../../src/fleet/file';
import { FakeRuns, fleetText, roost, view } from '../../support';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-archive-'));
  file = join(folder, 'fleet.yaml');
  writeFileSync(file, fleetText);
});
afterEach(() => rmSync(folder, { recursive: true }));

const ended = (outcome: 'succeeded' | 'undone') =>
  view({
    workflow: 'archive',
    status: outcome === 'succeeded' ? 'completed' : 'failed',
    outcome,
    progress: null,
    result: { outcome, plan: null, steps: [], warnings: [], failure: null },
  });
const text = () => readFileSync(file, 'utf8');
const archive = (line: string, runs: FakeRuns, fleet = text()) =>
  roost(line, { runs, fleetFile: file, fleet: () => parseFleet(fleet, { file, home: '/home/op' }) });

test('the fleet file says so, and the run is that of the app’s backups', async () => {
  const runs = new FakeRuns([ended('succeeded')]);
  const ran = await archive('archive phone --reason over', runs);
  expect(ran.code).toBe(0);
  expect(runs.started).toMatchObject([
    { workflow: 'archive', id: 'backup-phone', args: [{ app: 'phone', reason: 'over', undo: undefined }] },
  ]);
  expect(text()).toBe(`${fleetText.trimEnd()}\n    archived: 2026-03-04\n`);
  expect(ran.stdout).toContain('commit it');
});

test('what was undone leaves no mark', async () => {
  const ran = await archive('archive phone', new FakeRuns([ended('undone')]));
  expect(ran.code).not.toBe(0);
  expect(text()).toBe(fleetText);
});

test('the way back takes the mark out, and only when the app runs', async () => {
  const marked = `${fleetText.trimEnd()}\n    archived: 2026-01-01\n`;
  writeFileSync(file, marked);
  await archive('archive phone --undo', new FakeRuns([ended('undone')]));
  expect(text()).toBe(marked);
  const runs = new FakeRuns([ended('succeeded')]);
  await archive('archive phone --undo', runs);
  expect(runs.started).toMatchObject([{ args: [{ undo: true }] }]);
  expect(text()).toBe(fleetText);
});

test('a plan changes nothing, and a file that cannot be written starts no run', async () => {
  const runs = new FakeRuns();
  const flow = fleetText.replace(/ {2}phone:[^]*/, '  phone: &a\n    <<: {}\n');
  expect((await archive('archive fone', runs)).stderr).toContain('UnknownApp');
  writeFileSync(file, flow.replace('apps:', 'apps: []\nrest:'));
  const ran = await archive('archive phone', runs, fleetText);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('should have apps.phone.archived: 2026-03-04');
  expect(runs.started).toEqual([]);
});
