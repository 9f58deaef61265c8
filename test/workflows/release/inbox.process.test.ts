/** Many triggers, one app: on a real Temporal, with a fake deploy. */
import type { Look } from '../../../src/protocol/push';
import { ensureHeadsSchedule, headsScheduleId } from '../../../src/temporal/heads-schedule';
import { inboxId, signalInbox } from '../../../src/temporal/inbox';
import { temporalWorld, type TemporalWorld } from '../../client/temporal-world';
import { fails, lasts, type FakeApp } from '../fakes';
import { step } from '../plans';
import { until } from '../world';

let world: TemporalWorld;
beforeAll(async () => {
  world = await temporalWorld();
  await world.startWorker();
});
afterAll(() => world.end());

const delivery = (id: string): Look => ({ by: 'delivery', id });
const nameOf = (fake: FakeApp): string => fake.name;
const tell = (fake: FakeApp, look: Look) => signalInbox(world.env.client, nameOf(fake), look);
const inbox = (fake: FakeApp) => world.env.client.workflow.getHandle(inboxId(nameOf(fake)));
const ended = (fake: FakeApp) => inbox(fake).result() as Promise<{ deploys: number }>;
const runs = (fake: FakeApp) => world.runs.list({ app: nameOf(fake), limit: 50 });

it('one look: one deploy, visible with its true status, and the inbox ends', async () => {
  const fake = world.app([step('stage')]);
  await tell(fake, delivery('d-1'));
  expect(await ended(fake)).toEqual({ deploys: 1 });
  const [run] = await until(async () => ((await runs(fake))[0]?.outcome ? runs(fake) : undefined));
  expect(run).toMatchObject({ workflow: 'deploy', status: 'completed', outcome: 'succeeded' });
  expect(run!.workflowId).toMatch(new RegExp(`^deploy-${nameOf(fake)}-[0-9a-f]{8}$`));
  expect(fake.requests).toEqual([
    { app: nameOf(fake), automatic: 'delivery', by: 'push', reason: 'delivery d-1' },
  ]);
});

it('200 looks while a deploy runs: one more deploy, for all of them', async () => {
  const fake = world.app([step('stage')]).on('stage', lasts(2_000), lasts(1));
  await tell(fake, delivery('first'));
  await until(() => fake.count('stage') === 1);
  await Promise.all(Array.from({ length: 200 }, (_, n) => tell(fake, delivery(`d-${n}`))));
  expect(await ended(fake)).toEqual({ deploys: 2 });
  expect(fake.requests[1]?.reason).toMatch(/^delivery d-\d+ and 199 more$/);
});

it('a deploy that fails ends nothing: the next look deploys again', async () => {
  const fake = world.app([step('stage')]).on('stage', fails('BuildFailed'), lasts(1));
  await tell(fake, delivery('d-1'));
  expect(await ended(fake)).toEqual({ deploys: 1 });
  await tell(fake, delivery('d-1'));
  expect(await ended(fake)).toEqual({ deploys: 1 });
  const outcomes = await until(async () => {
    const found = (await runs(fake)).map(({ outcome }) => outcome);
    return found.length === 2 && found.every(Boolean) && found;
  });
  expect(outcomes.sort()).toEqual(['succeeded', 'undone']);
});

it('a comparison that joins a delivery leaves it a delivery; alone it says what it is', async () => {
  const fake = world.app([step('stage')]).on('stage', lasts(1_000), lasts(1));
  await tell(fake, { by: 'comparison' });
  await until(() => fake.count('stage') === 1);
  await tell(fake, delivery('d-1'));
  await tell(fake, { by: 'comparison' });
  await ended(fake);
  expect(fake.requests.map(({ automatic, reason }) => [automatic, reason])).toEqual([
    ['comparison', 'the comparison of heads'],
    ['delivery', 'delivery d-1 and 1 more'],
  ]);
});

it('its deploy goes on when the inbox is ended', async () => {
  const fake = world.app([step('stage')]).on('stage', lasts(1_500));
  await tell(fake, delivery('d-1'));
  await until(() => fake.count('stage') === 1);
  await inbox(fake).terminate('somebody did');
  const outcome = await until(async () => (await runs(fake))[0]?.outcome);
  expect(outcome).toBe('succeeded');
});

it('a reset inbox starts another deploy at most, and ends', async () => {
  const fake = world.app([step('stage')]).on('stage', lasts(1));
  await tell(fake, delivery('d-1'));
  await ended(fake);
  const { workflowService } = world.env.connection;
  const execution = { workflowId: inboxId(nameOf(fake)), runId: (await inbox(fake).describe()).runId };
  await workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: execution,
    workflowTaskFinishEventId: 4 as never,
    requestId: 'r',
    reason: 'test',
  });
  await until(async () => (await inbox(fake).describe()).runId !== execution.runId);
  expect(await ended(fake)).toEqual({ deploys: 1 });
  expect(fake.requests.length).toBeLessThanOrEqual(2);
});

describe('the Schedule that compares heads', () => {
  const schedule = () => world.env.client.schedule.getHandle(headsScheduleId);
  const ensure = (every: number | null) => ensureHeadsSchedule(world.env.client, every);
  const compared = async (times: number) =>
    until(async () => (await schedule().describe()).info.numActionsTaken === times);
  /** Temporal names a Schedule's runs by the second. */
  const second = () => new Promise((resolve) => setTimeout(resolve, 1_100));

  it('looks at once and then by its interval, follows the fleet file, keeps a pause, and can be off', async () => {
    await ensure(300_000);
    await compared(1);
    expect((await schedule().describe()).spec.intervals).toMatchObject([{ every: 300_000 }]);
    await second();
    await ensure(600_000);
    await compared(2);
    expect((await schedule().describe()).spec.intervals).toMatchObject([{ every: 600_000 }]);

    await schedule().pause('maintenance');
    await second();
    await ensure(300_000);
    const { state, info, spec } = await schedule().describe();
    expect([state.paused, state.note, info.numActionsTaken]).toEqual([true, 'maintenance', 2]);
    expect(spec.intervals).toMatchObject([{ every: 300_000 }]);

    await ensure(null);
    await expect(schedule().describe()).rejects.toThrow(/not found/i);
    await ensure(null);
  });
});
