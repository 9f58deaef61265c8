import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseFleet } from '../../../../src/fleet/file';
import { FakeRuns, fleetText, roost, view } from '../../support';

let folder: string;
let file: string;
const hosts = fleetText.replace(
  /(\nhosts:\n)( {2}hornbill:\n[^]*?)(?=\n\S)/,
  (_, head: string, hornbill: string) =>
    `${head}${hornbill}\n${hornbill.replace('hornbill', 'shuttle').replace(/192\.0\.2\.\d+/, '192.0.2.9')}`,
);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-move-'));
  file = join(folder, 'fleet.yaml');
  writeFileSync(file, hosts);
});
afterEach(() => rmSync(folder, { recursive: true }));

const ended = (outcome: 'succeeded' | 'unchanged' | 'undone', to = 'shuttle') => {
  const plan = { kind: 'move', move: { way: 'move', from: 'hornbill', to } };
  return view({
    workflow: 'move',
    status: outcome === 'undone' ? 'failed' : 'completed',
    outcome,
    progress: null,
    result: { outcome, plan: plan as never, steps: [], warnings: [], failure: null },
  });
};
const text = () => readFileSync(file, 'utf8');
const move = (line: string, runs: FakeRuns) =>
  roost(line, { runs, fleetFile: file, fleet: () => parseFleet(text(), { file, home: '/home/op' }) });
const hostOf = () => (parse(text()) as { apps: Record<string, { host: string }> }).apps.phone?.host;

test('the run is that of the app’s backups, and the fleet file follows it', async () => {
  const runs = new FakeRuns([ended('succeeded')]);
  const ran = await move('move phone --to shuttle --reason full', runs);
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  expect(runs.started).toMatchObject([
    { workflow: 'move', id: 'backup-phone', args: [{ app: 'phone', to: 'shuttle', reason: 'full' }] },
  ]);
  expect(text()).toBe(hosts.replace(/(\n {2}phone:\n {4}host: )hornbill/, '$1shuttle'));
  expect(ran.stdout).toContain('apps.phone.host: shuttle: commit it');
});

test('what was undone leaves the file as it was; what is there already is written down', async () => {
  await move('move phone --to shuttle', new FakeRuns([ended('undone')]));
  expect(text()).toBe(hosts);
  await move('move phone --to shuttle', new FakeRuns([ended('unchanged')]));
  expect(hostOf()).toBe('shuttle');
  await move('move phone --undo', new FakeRuns([ended('succeeded', 'hornbill')]));
  expect(text()).toBe(hosts);
});

test('the end of a way back changes no file', async () => {
  const runs = new FakeRuns([ended('succeeded')]);
  await move('move phone --confirm', runs);
  expect(runs.started).toMatchObject([{ args: [{ confirm: true }] }]);
  expect(text()).toBe(hosts);
});

test.each([
  ['move phone', 'Give one of --to HOST, --undo and --confirm', 2],
  ['move phone --to shuttle --undo', 'Give one of --to HOST, --undo and --confirm', 2],
  ['move phone --to hornbill', 'phone is on hornbill already', 2],
  ['move phone --to shutle', 'UnknownHost', 2],
  ['move fone --to shuttle', 'UnknownApp', 2],
])('%p is refused, and starts nothing', async (line, message, code) => {
  const runs = new FakeRuns();
  const ran = await move(line, runs);
  expect(ran.stderr).toContain(message);
  expect(ran.code).toBe(code);
  expect(runs.started).toEqual([]);
});
