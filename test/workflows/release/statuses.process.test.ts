import { ok, fails, type Behaviour, type FakeApp } from '../fakes';
import { commit, step } from '../plans';
import { World } from '../world';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.end());

const between = ['b', 'c', 'd'].map((digit) => ({
  commit: digit.repeat(40),
  subject: 'Go on',
  migration: 'none' as const,
}));

function app(writing: Behaviour = ok): FakeApp {
  const fake = world
    .app([step('stage'), commit()], { commits: between, commitCount: 3 })
    .on('writeStatus', writing);
  fake.statuses = true;
  return fake;
}
const told = (fake: FakeApp) =>
  fake.written.map(({ state, description, superseded }) => [state, description, superseded?.length ?? 0]);

it('tells GitHub of the beginning and the end, and of the commits between that they were superseded', async () => {
  const fake = app();
  expect(await world.deploy(fake)).toMatchObject({ outcome: 'succeeded' });
  expect(told(fake)).toEqual([
    ['pending', 'deploying Sell more', 0],
    ['success', 'deployed', 2],
  ]);
});

it('tells why it failed', async () => {
  const fake = app().on('stage', fails('BuildFailed', 'no compiler'));
  await world.deploy(fake);
  expect(told(fake).at(-1)).toEqual(['failure', 'undone: BuildFailed: no compiler', 0]);
});

it('a status that cannot be written fails nothing', async () => {
  expect(await world.deploy(app(fails('GitHubFailed')))).toMatchObject({
    outcome: 'succeeded',
    warnings: [],
  });
});

it('without a token nothing is asked', async () => {
  const fake = app();
  fake.statuses = false;
  await world.deploy(fake);
  expect(fake.calls).not.toContain('writeStatus');
});

it('a head that is left as it is gets none', async () => {
  const fake = app();
  fake.plan = { ...fake.plan, steps: [] };
  expect(await world.deploy(fake)).toMatchObject({ outcome: 'unchanged' });
  expect(told(fake)).toEqual([]);
});
