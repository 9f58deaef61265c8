import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { provisionPlan } from '../../../plan/provision/sample';
import { FakeRuns, fleetText, roost, view } from '../../support';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-recover-'));
  file = join(folder, 'fleet.yaml');
  writeFileSync(file, fleetText);
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEo9sQXVhZVbM5q9TkE1k3yQ0eFq2y0u8l7mFJ2nXv5d';
const on = ['--on', '203.0.113.7:2222', '--host-key', key];
const recovered = { apps: [{ app: 'phone', snapshot: 'abcdef01', rpo: 3600, rto: 120 }], seconds: 120 };
const closed = view({
  workflow: 'recover',
  app: null,
  status: 'completed',
  outcome: 'succeeded',
  progress: null,
  result: {
    outcome: 'succeeded',
    plan: null,
    steps: [],
    warnings: [],
    failure: null,
    found: { recovered },
  },
});

test('the new address and key are in the fleet file before the run begins', async () => {
  const runs = new FakeRuns([closed]);
  const ran = await roost(['recover', 'hornbill', ...on, '--json'], { runs, fleetFile: file });
  expect(ran.code).toBe(0);
  const { hosts } = parse(readFileSync(file, 'utf8')) as { hosts: Record<string, object> };
  expect(hosts.hornbill).toMatchObject({ addresses: ['203.0.113.7:2222'], hostKey: key, user: 'deploy' });
  expect(runs.started).toMatchObject([{ workflow: 'recover', args: [{ host: 'hornbill', on: undefined }] }]);
  expect(JSON.parse(ran.stdout)).toMatchObject({ recovered });
});

test('a plan is made for the new address, and the file stays as it is', async () => {
  const runs = new FakeRuns();
  runs.answers = { planRecover: new Error('enough') };
  await roost(['recover', 'hornbill', ...on, '--plan', '--newest'], { runs, fleetFile: file });
  expect(runs.called).toMatchObject([
    { args: [{ host: 'hornbill', newest: true, on: { addresses: ['203.0.113.7:2222'], hostKey: key } }] },
  ]);
  expect(readFileSync(file, 'utf8')).toBe(fleetText);
});

test('a bare host is provisioned first, and a plan shows both', async () => {
  const runs = new FakeRuns([closed]);
  await roost(['recover', 'hornbill', ...on, '--user', 'root'], { runs, fleetFile: file });
  expect(runs.started).toMatchObject([{ workflow: 'recover', args: [{ host: 'hornbill', user: 'root' }] }]);

  const planning = new FakeRuns();
  planning.answers = {
    planProvision: { plan: provisionPlan('hornbill'), facts: { gatheredAt: '2026-01-01T00:00:00Z' } },
    planRecover: new Error('enough'),
  };
  await roost(['recover', 'hornbill', ...on, '--user', 'root', '--plan'], {
    runs: planning,
    fleetFile: file,
  });
  expect(planning.called).toMatchObject([
    {
      workflow: 'planProvision',
      args: [{ host: 'hornbill', user: 'root', address: '203.0.113.7:2222', hostKey: key }],
    },
    { workflow: 'planRecover', args: [{ host: 'hornbill', user: 'root', on: { hostKey: key } }] },
  ]);
});

test.each([
  [['recover', 'hornbill', '--user', 'no such'], '--user', 2],
  [['recover', 'hornbil'], 'UnknownHost', 2],
  [['recover', 'hornbill', '--host-key', key], '--host-key needs --on', 2],
  [['recover', 'hornbill', '--on', 'not an address', '--host-key', key], 'was not written', 3],
])('%p is refused, and starts nothing', async (line, message, code) => {
  const runs = new FakeRuns();
  const ran = await roost(line, { runs, fleetFile: file });
  expect(ran.stderr).toContain(message);
  expect(ran.code).toBe(code);
  expect(runs.started).toEqual([]);
  expect(readFileSync(file, 'utf8')).toBe(fleetText);
});
