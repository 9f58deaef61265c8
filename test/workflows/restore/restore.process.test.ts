/** The workflow as a person starts it in the Temporal UI. */
import { planRestore } from '../../../src/plan/restore/restore';
import { rollbackFacts } from '../../plan/release/rollback/facts';
import { app as phone, world as facts } from '../../plan/restore/world';
import { fails, hangs, type FakeApp } from '../fakes';
import { resultOf, statesOf, until, World, type Run } from '../world';

let world: World;
let count = 0;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

const fakeApp = (): FakeApp => {
  const app = { ...phone, name: `phone${count++}` };
  return world.appOf(planRestore(facts({ app }), 'fedcba9876', 60_000));
};
const start = (fake: FakeApp, request: object = {}): Promise<Run> => world.start(fake, request, 'restore');
const attributesOf = async (run: Run): Promise<Record<string, unknown>> => {
  const { typedSearchAttributes: typed } = await run.describe();
  return Object.fromEntries(typed.getAll().map(({ key, value }) => [key.name, value]));
};

it('takes what is typed, and leaves what it found', async () => {
  const restored = { snapshot: 'abc', takenAt: '', keptUntil: '', items: [] };
  const fake = fakeApp().on('record', () => ({ found: { restored } }));
  const run = await start(fake, { snapshot: 'yesterday 03:00', what: ['database'], paths: [], into: 'live' });
  expect(await run.result()).toMatchObject({ outcome: 'succeeded', found: { restored } });
  expect(fake.requests).toMatchObject([{ snapshot: 'yesterday 03:00', what: ['database'], into: 'live' }]);
  expect(await attributesOf(run)).toMatchObject({ RoostWorkflow: 'restore', RoostOutcome: 'succeeded' });
});

it.each([
  [{ snapshots: 'latest' }, 'no key "snapshots"'],
  [{ snapshot: 'last week' }, 'snapshot is "last week"'],
  [{ what: 'database' }, 'what is "database"'],
  [{ paths: ['../x'] }, 'paths is ["../x"]'],
  [{ into: 'Prod' }, 'into is "Prod"'],
  [{ undo: 'restore-1', into: 'live' }, 'undo is given only with app'],
])('refuses %j at once: nothing is asked, locked or changed', async (request, text) => {
  const fake = fakeApp();
  const run = await start(fake, request);
  const result = await resultOf(run);
  expect(result).toMatchObject({
    outcome: 'refused',
    failure: { code: 'BadRequest', message: expect.stringContaining(text) },
  });
  expect(result.failure?.message).toContain('For example: {"app": "phone"');
  expect(fake.calls).toEqual([]);
  expect(await attributesOf(run)).toMatchObject({ RoostWorkflow: 'restore', RoostOutcome: 'refused' });
});

it('gives the former data their place back before it starts what ran', async () => {
  const fake = fakeApp().on('start', fails('Unhealthy'));
  const result = await resultOf(await start(fake));
  expect(result).toMatchObject({ outcome: 'undone', failure: { code: 'Unhealthy' } });
  expect(fake.calls.filter((call) => call.startsWith('undo'))).toEqual([
    'undo swap-folder',
    'undo swap-volume',
    'undo swap-sqlite',
    'undo swap-postgres',
    'undo stop',
    'undo flag-on',
    'undo fetch',
  ]);
});

it("is undone where the app's own check fails, before the page goes off", async () => {
  const app = { ...phone, name: `phone${count++}` };
  const fake = world.appOf(planRestore(facts({ app, check: './check' }), 'fedcba9876', 60_000));
  fake.on('check', fails('AppCheckFailed'));
  const result = await resultOf(await start(fake));
  expect(result).toMatchObject({ outcome: 'undone', failure: { code: 'AppCheckFailed' } });
  expect(fake.calls).not.toContain('flag-off');
  expect(fake.calls).toContain('undo swap-postgres');
});

describe('with the release of its snapshot', () => {
  const released = (): FakeApp => {
    const app = { ...phone, name: `phone${count++}` };
    const back = rollbackFacts({ app, migration: 'breaking' });
    return world.appOf(planRestore(facts({ app }), 'fedcba9876', 60_000, back));
  };

  it('commits that release once all is in place', async () => {
    const fake = released();
    const result = await resultOf(await start(fake, { release: 'snapshot' }));
    expect(result).toMatchObject({ outcome: 'succeeded' });
    expect(fake.requests).toMatchObject([{ release: 'snapshot' }]);
    expect(fake.calls.slice(-4)).toEqual(['record', 'commit', 'tidy', 'releaseLock']);
  });

  it('gives data, then release and page back where it is not healthy on its data', async () => {
    const fake = released().on('start', fails('Unhealthy'));
    const result = await resultOf(await start(fake));
    expect(result).toMatchObject({ outcome: 'undone', failure: { code: 'Unhealthy' } });
    expect(fake.calls.filter((call) => call.startsWith('undo'))).toEqual([
      'undo swap-folder',
      'undo swap-volume',
      'undo swap-sqlite',
      'undo swap-postgres',
      'undo stop',
      'undo flag-on',
      'undo stage',
      'undo fetch',
    ]);
  });

  it('leaves release, page and copies as they are while data are not back', async () => {
    const fake = released().on('start', fails('Unhealthy')).on('undo swap-postgres', fails('SwapFailed'));
    const run = await start(fake);
    await until(() => fake.reports.some(({ wait }) => wait !== null));
    for (const call of ['undo stop', 'undo flag-on', 'undo stage', 'undo fetch', 'releaseLock'])
      expect(fake.calls).not.toContain(call);
    await run.terminate();
  });
});

it('neither starts the app nor opens it nor drops anything while data are not back', async () => {
  const fake = fakeApp().on('start', fails('Unhealthy')).on('undo swap-postgres', fails('SwapFailed'));
  const run = await start(fake);
  await until(() => fake.reports.some(({ wait }) => wait !== null));
  expect(fake.calls).toContain('undo swap-sqlite');
  for (const call of ['undo stop', 'undo flag-on', 'undo fetch', 'releaseLock'])
    expect(fake.calls).not.toContain(call);
  await run.terminate();
});

it('is undone by a cancel while it loads, and the app was never stopped', async () => {
  const fake = fakeApp().on('load-volume', hangs);
  const run = await start(fake);
  await until(() => fake.count('load-volume'));
  await run.cancel();
  const result = await resultOf(run);
  expect(result.outcome).toBe('cancelled');
  expect(statesOf(result)).toMatchObject({ fetch: 'undone', stop: 'pending' });
  expect(fake.calls).not.toContain('stop');
});
