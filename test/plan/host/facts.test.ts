import { planHostFacts } from '../../../src/plan/host/facts';
import type { HostScope } from '../../../src/protocol/scope';

const scope: HostScope = { kind: 'host', host: 'shuttle', directory: '/root/.local/state/roost/host' };
const plan = (change: Partial<HostScope> = {}, operation = 'c0ffee') =>
  planHostFacts({ ...scope, ...change }, operation, 60_000);

it('is one step that reads, makes no release and never asks', () => {
  expect(plan()).toMatchObject({
    kind: 'hostFacts',
    scope,
    expects: 0,
    neverAsks: true,
    steps: [{ id: 'read', call: { run: 'readHostFacts' }, onFailure: 'undo' }],
  });
  const [step] = plan().steps;
  expect([step!.undo, step!.commits, step!.once, plan().release]).toEqual(Array(4).fill(undefined));
});

it('has the same hash for another operation, and another hash for another host or folder', () => {
  expect(plan({}, 'beef').hash).toBe(plan().hash);
  expect(plan({ host: 'hornbill' }).hash).not.toBe(plan().hash);
  expect(plan({ directory: '/home/x/.local/state/roost/host' }).hash).not.toBe(plan().hash);
});
