/**
 * The Schedule of the nights on a real Temporal: when it acts, and what becomes of
 * nights that meet, of one that was missed, of a pause.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '@temporalio/client';
import { resolveDrill } from '../../src/fleet/file/drill/resolve';
import type { Fleet } from '../../src/fleet/file/types';
import { embeddedProcess, startEmbedded } from '../../src/services/embedded';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { rehearsalScheduleId } from '../../src/temporal/drill-schedule';
import { ensureNightlySchedule, nightlyScheduleId } from '../../src/temporal/nightly-schedule';
import { applySchedules, namedSchedule } from '../../src/temporal/schedules';
import { temporalSchedules } from '../../src/temporal/schedules-client';
import { dropEnv, freshEnv } from '../services/support/state';
import { until } from '../services/support/worker';

jest.setTimeout(200_000);

let env: NodeJS.ProcessEnv;
let temporal: Temporal;
let client: Client;

beforeAll(async () => {
  env = freshEnv();
  await startEmbedded({ env, port: 0 });
  temporal = await connectClient({ env });
  client = temporal.client;
});
afterAll(async () => {
  await temporal?.close();
  await dropEnv(env);
});

const HOUR = 3_600_000;
const at = (hour: number, minute = 0, night = 20 * HOUR) => ({ at: { hour, minute }, night });
const schedule = () => client.schedule.getHandle(nightlyScheduleId);
const fleetOf = (backup: ReturnType<typeof at> | undefined, timeZone: string) =>
  ({ apps: {}, backup, timeZone, push: { heads: null } }) as unknown as Fleet;
/** As `roost schedules apply` does it, and as a worker does at its start: the one that `roost up` starts. */
const ways: [string, (backup: ReturnType<typeof at> | undefined, timeZone: string) => Promise<void>][] = [
  ['roost schedules apply', (backup, timeZone) => applySchedules(client, fleetOf(backup, timeZone))],
  ['roost up', (backup, timeZone) => ensureNightlySchedule(client, backup, timeZone)],
];

/** What is changed may be told a moment later. */
async function comesTo(ask: () => Promise<unknown>, wanted: unknown): Promise<void> {
  const end = Date.now() + 10_000;
  while (Date.now() < end && !isDeepStrictEqual(await ask(), wanted))
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await ask()).toEqual(wanted);
}

async function pauseOf(): Promise<unknown> {
  const found = await namedSchedule(client, 'nightly-backup');
  return found && [found.paused, found.note];
}

const stamp = (time: string) => ({ seconds: (Date.parse(time) / 1000) as never });

/** When it acts in that time, as the server reckons it. */
async function nights(from: string, to: string): Promise<string[]> {
  const asked = {
    namespace: temporal.namespace,
    scheduleId: nightlyScheduleId,
    startTime: stamp(from),
    endTime: stamp(to),
  };
  const { startTime } = await client.workflowService.listScheduleMatchingTimes(asked);
  return startTime.map(({ seconds }) =>
    new Date(Number(seconds) * 1000).toISOString().replace(':00.000', ''),
  );
}

/** Nights that have begun; there is no worker, so none of them ends. */
async function begun(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({
    query: 'WorkflowType = "nightlyBackup" AND ExecutionStatus = "Running"',
  }))
    ids.push(workflowId);
  return ids.sort();
}

async function endAll(): Promise<void> {
  for (const id of await begun()) await client.workflow.getHandle(id).terminate('the test is over');
  await until(async () => (await begun()).length === 0);
}

describe.each(ways)('made by %s', (_, apply) => {
  beforeAll(() => apply(undefined, 'UTC'));

  it.each([
    [
      'Europe/Berlin',
      '2027-03-26T12:00:00Z',
      ['2027-03-27T02:00Z', '2027-03-28T01:00Z', '2027-03-29T01:00Z'],
    ],
    [
      'Europe/Berlin',
      '2027-10-29T12:00:00Z',
      ['2027-10-30T01:00Z', '2027-10-31T02:00Z', '2027-11-01T02:00Z'],
    ],
    [
      'America/New_York',
      '2027-03-12T12:00:00Z',
      ['2027-03-13T08:00Z', '2027-03-14T07:00Z', '2027-03-15T07:00Z'],
    ],
    ['Asia/Kolkata', '2027-03-26T12:00:00Z', ['2027-03-26T21:30Z', '2027-03-27T21:30Z', '2027-03-28T21:30Z']],
  ])('it acts once a day at three in %s, from %s on', async (timeZone, from, wanted) => {
    await apply(at(3), timeZone);
    await comesTo(() => nights(from, new Date(Date.parse(from) + 3 * 86_400_000).toISOString()), wanted);
  });

  it('has Temporal end a night that does not come to its own end before the next', async () => {
    const timeout = async () => (await schedule().describe()).action.workflowExecutionTimeout;
    await apply(at(3), 'UTC');
    await comesTo(timeout, 23 * HOUR);
    await apply(at(3, 0, 10 * HOUR), 'UTC');
    await comesTo(timeout, 13 * HOUR);
  });

  it('has no night at a time that the clocks skip, and one where they have it twice', async () => {
    await apply(at(2, 30), 'Europe/Berlin');
    await comesTo(() => nights('2027-03-27T12:00:00Z', '2027-03-29T12:00:00Z'), ['2027-03-29T00:30Z']);
    await comesTo(() => nights('2027-10-30T12:00:00Z', '2027-10-31T12:00:00Z'), ['2027-10-31T01:30Z']);
  });

  it('follows the fleet file to another hour', async () => {
    await apply(at(3), 'Europe/Berlin');
    await apply(at(22, 40), 'UTC');
    await comesTo(
      () => nights('2027-03-26T12:00:00Z', '2027-03-28T12:00:00Z'),
      ['2027-03-26T22:40Z', '2027-03-27T22:40Z'],
    );
  });

  it('is not changed to what it is already, and is to anything else', async () => {
    const changed = async () => (await schedule().describe()).info.lastUpdatedAt;
    await apply(undefined, 'UTC');
    await apply(at(3), 'UTC');
    await apply(at(3), 'UTC');
    // What came before the pause has been taken up with it.
    await schedule().pause('anna');
    await comesTo(pauseOf, [true, 'anna']);
    expect(await changed()).toBeUndefined();
    await schedule().unpause();
    await schedule().update((was) => ({ ...was, spec: { ...was.spec, intervals: [{ every: HOUR }] } }));
    await comesTo(async () => (await schedule().describe()).spec.intervals?.length, 1);
    await apply(at(3), 'UTC');
    await comesTo(async () => (await schedule().describe()).spec.intervals, []);
  });

  it("keeps an operator's pause and its reason, whatever else changes", async () => {
    const paused = [true, 'anna: the disk is replaced'];
    await apply(at(3), 'UTC');
    await schedule().pause('anna: the disk is replaced');
    await comesTo(pauseOf, paused);
    await apply(at(4), 'Europe/Berlin');
    await comesTo(() => nights('2027-03-26T12:00:00Z', '2027-03-27T12:00:00Z'), ['2027-03-27T03:00Z']);
    expect(await pauseOf()).toEqual(paused);
    await schedule().unpause('bert: it is');
    await comesTo(pauseOf, [false, 'bert: it is']);
    await apply(at(3), 'UTC');
    expect(await pauseOf()).toEqual([false, 'bert: it is']);
  });

  it('goes when the fleet file has no backup any more, a paused one too, and is made anew when it has', async () => {
    await apply(at(3), 'UTC');
    await schedule().pause();
    await apply(undefined, 'UTC');
    await comesTo(pauseOf, null);
    await apply(undefined, 'UTC');
    await apply(at(3), 'UTC');
    await comesTo(pauseOf, [false, null]);
  });
});

describe('a night', () => {
  afterEach(endAll);

  it('that would begin beside another is left out', async () => {
    await ensureNightlySchedule(client, at(3), 'UTC');
    const before = (await schedule().describe()).info.numActionsSkippedOverlap;
    // Without a word on how they may overlap the Schedule's own policy holds.
    await schedule().backfill({
      start: new Date('2026-03-01T00:00:00Z'),
      end: new Date('2026-03-04T00:00:00Z'),
    });
    await until(async () => (await schedule().describe()).info.numActionsSkippedOverlap === before + 2);
    expect(await begun()).toEqual(['nightly-backup-2026-03-01T03:00:00Z']);
    const { policies } = await schedule().describe();
    expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 6 * HOUR });
  });

  it('that an operator triggers beside another is left out too', async () => {
    await ensureNightlySchedule(client, at(3), 'UTC');
    const { trigger } = temporalSchedules(temporal);
    await trigger('nightly-backup');
    await until(async () => (await begun()).length === 1);
    const before = (await schedule().describe()).info.numActionsSkippedOverlap;
    await trigger('nightly-backup');
    await until(async () => (await schedule().describe()).info.numActionsSkippedOverlap === before + 1);
    expect(await begun()).toHaveLength(1);
  });

  it('that was due while Temporal was away is made good when it is back, once', async () => {
    const due = new Date(Math.ceil((Date.now() + 10_000) / 60_000) * 60_000);
    const wanted = at(due.getUTCHours(), due.getUTCMinutes());
    await ensureNightlySchedule(client, wanted, 'UTC');
    // What it was told only now it takes up a moment later; what was due before that is not made good.
    await comesTo(async () => (await schedule().describe()).info.nextActionTimes[0], due);
    process.kill(embeddedProcess(env)!.pid, 'SIGKILL');
    await until(() => Date.now() > due.getTime() + 1_000, 90_000);
    await startEmbedded({ env });
    // The former connection may go on waiting before it tries again.
    await temporal.close();
    temporal = await connectClient({ env });
    client = temporal.client;
    // So does the worker that starts with Temporal.
    await ensureNightlySchedule(client, wanted, 'UTC');
    const night = `nightly-backup-${due.toISOString().replace('.000', '')}`;
    // The server looks after its Schedules only a while after it answers.
    await until(async () => (await begun().catch(() => [])).length > 0, 60_000);
    expect(await begun()).toEqual([night]);
    expect((await schedule().describe()).info.numActionsMissedCatchupWindow).toBe(0);
  });
});

it('each quarter all is rehearsed that the fleet file has the needs of; nothing without a section of drills', async () => {
  const fleet = (drill?: object) =>
    ({ ...fleetOf(undefined, 'UTC'), backup: { ...at(3), drill } }) as unknown as Fleet;
  const rehearsal = async () => (await namedSchedule(client, 'quarterly-rehearsal')) !== null;
  await applySchedules(client, fleet(resolveDrill({})));
  await comesTo(rehearsal, true);
  const { action } = await client.schedule.getHandle(rehearsalScheduleId).describe();
  expect(action).toMatchObject({ workflowType: 'rehearsals', args: [{ by: 'schedule' }] });
  const { startTime } = await client.workflowService.listScheduleMatchingTimes({
    namespace: temporal.namespace,
    scheduleId: rehearsalScheduleId,
    startTime: stamp('2027-01-01T00:00:00Z'),
    endTime: stamp('2028-01-01T00:00:00Z'),
  });
  expect(startTime.map(({ seconds }) => new Date(Number(seconds) * 1000).toISOString().slice(0, 16))).toEqual(
    ['01', '04', '07', '10'].map((month) => `2027-${month}-15T05:00`),
  );
  await applySchedules(client, fleet());
  await comesTo(rehearsal, false);
});
