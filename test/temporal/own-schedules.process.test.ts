/**
 * The Schedules of apps' own times on a real Temporal: when they act, also where clocks are set, and what
 * begins.
 */
import type { Fleet } from '../../src/fleet/file/types';
import { startEmbedded } from '../../src/services/embedded';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { ownScheduleId, ownSchedules } from '../../src/temporal/own-schedules';
import { applyBackupSchedules } from '../../src/temporal/schedules';
import { temporalSchedules } from '../../src/temporal/schedules-client';
import { dropEnv, freshEnv } from '../services/support/state';
import { until } from '../services/support/worker';

jest.setTimeout(60_000);

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

const apply = (apps: Record<string, string[]>, timeZone = 'Europe/Berlin') =>
  applyBackupSchedules(temporal.client, {
    apps: Object.fromEntries(Object.entries(apps).map(([name, at]) => [name, { name, backup: { at } }])),
    backup: { at: { hour: 3, minute: 0 }, night: 1000 },
    timeZone,
  } as unknown as Fleet);

async function times(app: string, from: string, to: string): Promise<string[]> {
  const stamp = (time: string) => ({ seconds: (Date.parse(time) / 1000) as never });
  const { startTime } = await temporal.client.workflowService.listScheduleMatchingTimes({
    namespace: temporal.namespace,
    scheduleId: ownScheduleId(app),
    startTime: stamp(from),
    endTime: stamp(to),
  });
  return startTime.map(({ seconds }) => new Date(Number(seconds) * 1000).toISOString().slice(0, 16));
}

it('come several times a day in the zone of the fleet, by the week and by the month, and as the clocks are set', async () => {
  await apply({ shop: ['06:00', '18:00'], mail: ['30 2 * * 0'], blog: ['0 */12 1 1-3 *'] });
  // The day on which the clocks go forward, and the one on which they go back.
  expect(await times('shop', '2027-03-27T12:00Z', '2027-03-29T00:00Z')).toEqual([
    '2027-03-27T17:00',
    '2027-03-28T04:00',
    '2027-03-28T16:00',
  ]);
  expect(await times('shop', '2027-10-30T12:00Z', '2027-11-01T00:00Z')).toEqual([
    '2027-10-30T16:00',
    '2027-10-31T05:00',
    '2027-10-31T17:00',
  ]);
  // A time that the clocks skip does not come; one that they have twice comes once.
  expect(await times('mail', '2027-03-20T12:00Z', '2027-04-05T12:00Z')).toEqual([
    '2027-03-21T01:30',
    '2027-04-04T00:30',
  ]);
  expect(await times('mail', '2027-10-30T12:00Z', '2027-11-01T12:00Z')).toEqual(['2027-10-31T01:30']);
  expect(await times('blog', '2027-02-15T00:00Z', '2028-01-15T00:00Z')).toEqual([
    '2027-02-28T23:00',
    '2027-03-01T11:00',
    '2027-12-31T23:00',
    '2028-01-01T11:00',
  ]);
});

it('are not changed to what they are, follow the fleet file, and go with it', async () => {
  const changed = async (app: string) =>
    (await temporal.client.schedule.getHandle(ownScheduleId(app)).describe()).info.lastUpdatedAt;
  const all = { shop: ['06:00', '18:00'], mail: ['30 2 * * 0'], blog: ['0 */12 1 1-3 *'] };
  await until(async () => (await ownSchedules(temporal.client)).length === 3);
  await apply(all);
  expect(await Promise.all(['shop', 'mail', 'blog'].map(changed))).toEqual([undefined, undefined, undefined]);
  await apply({ shop: ['07:00'] });
  await until(async () => (await ownSchedules(temporal.client)).join() === 'shop');
  await until(
    async () => (await times('shop', '2027-05-01T00:00Z', '2027-05-02T00:00Z')).join() === '2027-05-01T05:00',
  );
  const { list, pause, trigger } = temporalSchedules(temporal);
  expect((await list()).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['nightly-backup', 'backup-shop']),
  );
  await expect(pause('backup-mail', '')).rejects.toMatchObject({ code: 'UnknownSchedule' });

  // One that still runs is not begun again.
  await trigger('backup-shop');
  const info = async () => (await temporal.client.schedule.getHandle(ownScheduleId('shop')).describe()).info;
  await until(async () => (await info()).runningActions.length === 1);
  await trigger('backup-shop');
  await until(async () => (await info()).numActionsSkippedOverlap === 1);
  const [run] = (await info()).runningActions as { workflow: { workflowId: string } }[];
  expect(run!.workflow.workflowId).toMatch(/^own-backup-shop-20/);
});
