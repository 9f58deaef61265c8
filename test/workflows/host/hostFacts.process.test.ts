import { hostFacts, hostPlan } from '../../plan/host/sample';
import { fails, hangs, ok, stumbles, type FakeApp } from '../fakes';
import { resultOf, statesOf, until, World, type Run } from '../world';

let world: World;
let count = 0;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

const host = (): FakeApp => world.appOf(hostPlan(`box${count++}`));
const start = (fake: FakeApp): Promise<Run> => world.start(fake, {}, 'hostFacts');
const found = { hostFacts: hostFacts() };

it('reads under the lock of the host, and leaves what it found', async () => {
  const fake = host().on('read', () => ({ found }));
  const run = await start(fake);
  const result = await run.result();
  expect(fake.calls).toEqual(['acquireLock', 'planHostFacts', 'read', 'releaseLock']);
  expect(result).toMatchObject({ outcome: 'succeeded', found, failure: null });
  expect(fake.reports).toMatchObject([{ workflow: 'hostFacts', app: null, outcome: 'succeeded' }]);
  const { typedSearchAttributes: typed } = await run.describe();
  expect(Object.fromEntries(typed.getAll().map(({ key, value }) => [key.name, value]))).toMatchObject({
    RoostHost: fake.name.replace('host ', ''),
    RoostWorkflow: 'hostFacts',
    RoostOutcome: 'succeeded',
  });
});

it('waits while another run holds the lock', async () => {
  const fake = host().on('acquireLock', stumbles('Locked'), stumbles('Locked'), ok);
  expect((await (await start(fake)).result()).outcome).toBe('succeeded');
  expect(fake.count('acquireLock')).toBe(3);
});

it('asks for no decision when it fails', async () => {
  const fake = host().on('read', fails('CommandFailed'));
  const result = await resultOf(await start(fake));
  expect(result).toMatchObject({ outcome: 'undone', failure: { code: 'CommandFailed', step: 'read' } });
  expect(fake.reports.map(({ wait }) => wait)).toEqual([null]);
  expect(fake.calls.at(-1)).toBe('releaseLock');
});

it('ends by a cancel, and frees the lock', async () => {
  const fake = host().on('read', hangs);
  const run = await start(fake);
  await until(() => fake.count('read'));
  await run.cancel();
  const result = await resultOf(run);
  expect([result.outcome, statesOf(result)]).toEqual(['cancelled', { read: 'failed' }]);
  expect(fake.calls.slice(-2)).toEqual(['read cancelled', 'releaseLock']);
});

it('runs no other plan than the one that was read', async () => {
  const fake = host();
  const run = await world.start(fake, { expect: 'f'.repeat(16) }, 'hostFacts');
  expect(await resultOf(run)).toMatchObject({ outcome: 'refused', failure: { code: 'PlanChanged' } });
  expect(fake.count('read')).toBe(0);
});
