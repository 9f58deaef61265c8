/** A night whose history has become long enough goes on as a new run: here that is soon. */
import { until } from '../world';
import { NightWorld, resultOf, states } from './night-world';

jest.setTimeout(60_000);

let world: NightWorld;
beforeAll(async () => (world = await NightWorld.create(['limit.historyCount.suggestContinueAsNew=40'])));
afterAll(() => world.close());

const many = Array.from({ length: 12 }, (_, i) => `app${i}`);

/** So often it has gone on. */
const runsOf = async (workflowId: string): Promise<number> => {
  let runs = 0;
  for await (const _ of world.env.client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs += 1;
  return runs;
};

test('each app once, one beginning, one end', async () => {
  const night = await world.start(many);
  expect(states(await resultOf(night))).toMatchObject({ app0: 'done', app11: 'done' });
  expect([...world.tries.values()]).toEqual(many.map(() => 1));
  expect(new Set(world.begun).size).toBe(1);
  expect(world.told).toMatchObject({ night: { succeeded: 12, failed: [] }, pings: ['start', 'success'] });
  await until(async () => (await runsOf(night.workflowId)) > 1);
});

test('a night that was cancelled does not', async () => {
  const night = await world.start(['hangs', ...many]);
  // Nothing more is begun: it waits for the one, to go on as a new run.
  const open = () => many.filter((app) => !world.tries.has(app)).length;
  await until(() => world.tries.has('hangs'));
  for (
    let before = -1;
    before !== world.tries.size;
    await new Promise((resolve) => setTimeout(resolve, 1_500))
  )
    before = world.tries.size;
  const left = open();
  expect(left).toBeGreaterThan(0);
  await night.cancel();
  const result = await resultOf(night);
  expect(result.outcome).toBe('cancelled');
  expect(open()).toBe(left);
  expect(world.told.night?.failed).toHaveLength(left + 1);
  expect(new Set(world.told.night?.failed.map(({ code }) => code))).toEqual(new Set(['Cancelled']));
});

test('what it knows is told where its going on cannot be planned', async () => {
  const night = await world.start(['hangs', ...many]);
  await until(() => world.tries.has('hangs'));
  for (
    let before = -1;
    before !== world.tries.size;
    await new Promise((resolve) => setTimeout(resolve, 1_500))
  )
    before = world.tries.size;
  const done = world.tries.size - 1;
  world.course.broken = 'planNight';
  await world.env.client.workflow.getHandle('backup-hangs').terminate();
  expect(await resultOf(night)).toMatchObject({ failure: { code: 'FleetInvalid' } });
  expect(world.told.night).toMatchObject({
    succeeded: done,
    failed: [{ app: 'hangs', code: 'Terminated' }],
    upkeep: { code: 'FleetInvalid' },
  });
});
