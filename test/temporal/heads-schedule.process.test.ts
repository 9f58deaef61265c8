/** The Schedules that compare the branches' heads, and the hosts, on a real Temporal. */
import { startEmbedded } from '../../src/services/embedded';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { ensureHeadsSchedule, headsScheduleId } from '../../src/temporal/heads-schedule';
import { ensureHostsSchedule, hostsScheduleId } from '../../src/temporal/hosts-schedule';
import { dropEnv, freshEnv } from '../services/support/state';
import { until } from '../services/support/worker';

jest.setTimeout(60_000);

/** None begins by itself meanwhile, but at midnight. */
const DAY = 86_400_000;

let env: NodeJS.ProcessEnv;
let temporal: Temporal;

beforeAll(async () => {
  env = freshEnv();
  await startEmbedded({ env, port: 0 });
  temporal = await connectClient({ env });
});
afterAll(async () => {
  await temporal?.close();
  await dropEnv(env);
});

const ensure = (every: number | null) => ensureHeadsSchedule(temporal.client, every);
const schedule = () => temporal.client.schedule.getHandle(headsScheduleId);
const told = async () => (await schedule().describe()).info;

/** It has begun so many comparisons; there is no worker, so none ends by itself. */
async function comesToLooks(wanted: number): Promise<void> {
  await until(async () => (await told()).numActionsTaken === wanted);
  const running = temporal.client.workflow.list({
    query: 'WorkflowType = "compareHeads" AND ExecutionStatus = "Running"',
  });
  await until(async () => {
    for await (const { workflowId } of running)
      await temporal.client.workflow.getHandle(workflowId).terminate();
    return (await told()).runningActions.length === 0;
  });
  // Each is called by the second in which it was begun.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}

test('looks once at each start of a worker, is changed only to another interval, and goes', async () => {
  await ensure(DAY);
  await comesToLooks(1);
  await ensure(DAY);
  await comesToLooks(2);
  expect((await told()).lastUpdatedAt).toBeUndefined();

  await ensure(2 * DAY);
  await comesToLooks(3);
  expect((await schedule().describe()).spec.intervals).toMatchObject([{ every: 2 * DAY }]);
  expect((await told()).lastUpdatedAt).toBeDefined();

  await schedule().pause('anna: the forge moves');
  await until(async () => (await schedule().describe()).state.paused);
  await ensure(3 * DAY);
  await until(async () => (await schedule().describe()).spec.intervals?.[0]?.every === 3 * DAY);
  const { info, state } = await schedule().describe();
  expect([info.numActionsTaken, state]).toMatchObject([3, { paused: true, note: 'anna: the forge moves' }]);

  await ensure(null);
  await expect(schedule().describe()).rejects.toThrow(/not found/i);
  await ensure(null);
});

test('compares hosts on Mondays, and is changed only with the time zone', async () => {
  const hosts = () => temporal.client.schedule.getHandle(hostsScheduleId).describe();
  await ensureHostsSchedule(temporal.client, 'Europe/Vienna');
  await ensureHostsSchedule(temporal.client, 'Europe/Vienna');
  const { info } = await hosts();
  expect(info.lastUpdatedAt).toBeUndefined();
  expect(
    info.nextActionTimes[0]!.toLocaleString('en-GB', {
      timeZone: 'Europe/Vienna',
      weekday: 'long',
      hour: 'numeric',
    }),
  ).toMatch(/Monday.*06/);
  await ensureHostsSchedule(temporal.client, 'UTC');
  await until(async () => (await hosts()).info.nextActionTimes[0]!.getUTCHours() === 6);
});
