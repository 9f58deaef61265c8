/**
 * How a night goes on and ends: the real workflow on a real Temporal,
 * with apps that do what their names say.
 */
import type { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { upkeep } from '../../../src/protocol/reports/night';
import { until } from '../world';
import { NightWorld, resultOf, states } from './night-world';

jest.setTimeout(60_000);

let world: NightWorld;
beforeAll(async () => (world = await NightWorld.create()));
afterAll(() => world.close());

const whole = Object.keys(upkeep);
const skipped = Object.fromEntries(whole.map((name) => [name, 'skipped']));

test('all is well: each app once, then what a night does besides', async () => {
  expect(await world.ended(['phone', 'site', 'wiki', 'docs'])).toBeNull();
  expect(world.told).toMatchObject({
    night: { succeeded: 4, failed: [], skipped: [], upkeep: null },
    pings: ['start', 'success'],
    pinged: '4 apps',
    report: { outcome: 'succeeded' },
  });
  expect([world.called, [...world.tries.values()]]).toEqual([whole, [1, 1, 1, 1]]);
  expect(world.requests).toContainEqual(expect.objectContaining({ app: 'phone', lockLimit: 7_800_000 }));
});

test('its time counts from its beginning, however late it is planned', async () => {
  const night = await world.start(['phone']);
  await night.result();
  const { startTime } = await night.describe();
  expect(world.begun).toEqual([startTime.toISOString()]);
  expect(world.told.night?.startedAt).toBe(startTime.toISOString());
});

test('apps by name: nothing is forgotten, pruned, recorded as a night or told to the dead man’s switch', async () => {
  expect(await world.ended(['phone'], {}, { apps: ['phone'] })).toBeNull();
  const { night, pings, report } = world.told;
  expect([world.called, night, pings, report?.outcome]).toEqual([[], undefined, [], 'succeeded']);
});

test('an app that fails leaves the others alone, is not tried again, and has told of it itself', async () => {
  expect(await world.ended(['phone', 'ScriptFailed', 'site'])).toBe('NightFailed');
  expect(world.told).toMatchObject({
    night: { succeeded: 2, failed: [{ app: 'ScriptFailed', code: 'ScriptFailed' }] },
    pings: ['start', 'fail'],
  });
  expect([world.called, world.tries.get('ScriptFailed')]).toEqual([whole, 1]);
});

test('what is shown of an app that failed is its own word, once', async () => {
  const { steps } = await resultOf(await world.start(['ScriptFailed']));
  expect(steps.find(({ id }) => id === 'ScriptFailed')?.note).toBe('ScriptFailed: ScriptFailed failed');
});

test('an app of which there is nothing is neither a success nor a failure, and shown with the reason', async () => {
  const { outcome, steps } = await resultOf(
    await world.start(['phone', 'nothing'], { missing: ['nothing'] }),
  );
  expect(outcome).toBe('succeeded');
  expect(steps.find(({ id }) => id === 'nothing')).toMatchObject({
    state: 'skipped',
    note: 'nothing lies there',
  });
  expect(world.told).toMatchObject({
    night: { succeeded: 1, failed: [], skipped: ['nothing'] },
    pinged: '1 apps',
  });
});

test('what it has to say of the fleet file stands beside its apps', async () => {
  const { warnings } = await resultOf(await world.start(['phone'], { warnings: ['an older fleet file'] }));
  expect(warnings).toEqual(['an older fleet file']);
});

test.each([
  'LockWaitTimeout',
  'TookTooLong',
  'BackupRunning',
  'HostUnreachable',
  'HostBusy',
  'CommandTimeout',
  'OutcomeUnknown',
])('%s: tried once more when the others are done', async (code) => {
  expect(await world.ended([`${code}-once`, 'phone'])).toBeNull();
  expect([...world.tries]).toEqual(
    expect.arrayContaining([
      [`${code}-once`, 2],
      ['phone', 1],
    ]),
  );
  expect(await world.ended([code, 'phone'])).toBe('NightFailed');
  expect(world.tries.get(code)).toBe(2);
});

test('a run of the app that is under way is not disturbed, and that is told', async () => {
  const other = await world.env.client.workflow.start('backup', {
    taskQueue: 'night',
    workflowId: 'backup-hangs',
    args: [{ app: 'hangs' }],
  });
  expect(await world.ended(['hangs', 'phone'])).toBe('NightFailed');
  expect(world.told.night).toMatchObject({ succeeded: 1, failed: [{ app: 'hangs', code: 'BackupRunning' }] });
  expect((await other.describe()).status.name).toBe('RUNNING');
  // At the app's own time nothing is missing: that one is under way.
  const own = await resultOf(await world.start(['hangs'], {}, { apps: ['hangs'], own: true }));
  expect(own).toMatchObject({ outcome: 'succeeded', failure: null });
  expect(own.steps).toMatchObject([{ id: 'hangs', state: 'skipped', note: 'another run backs it up' }]);
  expect(world.told).toMatchObject({ pings: [] });
  expect(world.told.night).toBeUndefined();
  await other.terminate();
});

test('a night that cannot be planned is told of to all who hear of nights', async () => {
  expect(await world.ended(['phone'], { broken: 'planNight' })).toBe('FleetInvalid');
  const failure = { code: 'FleetInvalid', message: 'it is damaged' };
  expect(world.told).toMatchObject({
    night: { succeeded: 0, failed: [], upkeep: failure },
    pings: ['fail'],
    pinged: 'it is damaged',
    report: { outcome: 'refused', failure },
  });
});

describe('when its time is over', () => {
  test('it ends, with what it could not do, and says so itself', async () => {
    const night = await world.start(['hangs', 'phone', 'ScriptFailed', 'HostBusy'], { left: 2_500 });
    const result = await resultOf(night);
    expect(result.failure).toMatchObject({ code: 'NightOver' });
    expect(states(result)).toEqual({
      hangs: 'failed',
      phone: 'done',
      ScriptFailed: 'failed',
      HostBusy: 'failed',
      ...skipped,
    });
    expect(world.told).toMatchObject({
      night: { succeeded: 1, upkeep: { code: 'NightOver' } },
      pings: ['start', 'fail'],
      report: { outcome: 'failed' },
    });
    // Each by what it ended with.
    expect(world.told.night?.failed).toEqual(
      ['hangs', 'ScriptFailed', 'HostBusy'].map((app) => ({
        app,
        code: app === 'hangs' ? 'NightOver' : app,
      })),
    );
    expect([world.called, world.tries.get('HostBusy')]).toEqual([[], 1]);
    expect(await world.statusOf('hangs')).toBe('CANCELLED');
  });

  test('so is what it does after the apps, whose backups stay what they are', async () => {
    const result = await resultOf(await world.start(['phone'], { left: 2_500, slow: 'forgetSnapshots' }));
    expect(result.failure).toMatchObject({ code: 'NightOver', step: 'forgetSnapshots' });
    expect(states(result)).toMatchObject({
      phone: 'done',
      backupControl: 'done',
      forgetSnapshots: 'failed',
      checkRepository: 'skipped',
    });
    expect(world.called).toEqual(['backupControl', 'forgetSnapshots']);
    expect(world.told).toMatchObject({
      night: { succeeded: 1, failed: [], upkeep: { code: 'NightOver' } },
      pings: ['start', 'fail'],
      report: { outcome: 'failed', failure: { code: 'NightOver' } },
    });
  });

  test('it goes on without an app that does not end', async () => {
    expect(await world.ended(['deaf', 'phone'], { left: 1_500, grace: 500 })).toBe('NightOver');
    expect(world.told.night).toMatchObject({ succeeded: 1, failed: [{ app: 'deaf', code: 'NightOver' }] });
    await world.env.client.workflow.getHandle('backup-deaf').terminate();
  });

  test('an app whose backup is made by then has succeeded, and one that has failed by then has', async () => {
    expect(await world.ended(['recorded', 'damaged'], { left: 1_500 })).toBe('NightOver');
    expect(world.told.night).toMatchObject({
      succeeded: 1,
      failed: [{ app: 'damaged', code: 'CopyDamaged' }],
      upkeep: { code: 'NightOver' },
    });
  });
});

test('a snapshot that the repository does not list is no backup, and the night itself tells of it', async () => {
  expect(await world.ended(['phone', 'site', 'ScriptFailed'], { missing: ['site'] })).toBe('SnapshotMissing');
  expect(world.told.night).toMatchObject({
    succeeded: 1,
    failed: [{ app: 'site', code: 'SnapshotMissing' }, { app: 'ScriptFailed' }],
  });
});

test('one thing of the upkeep that fails keeps the others from nothing; told also beside an app that failed', async () => {
  expect(await world.ended(['phone'], { broken: 'checkRepository' })).toBe('ResticFailed');
  expect([world.called, world.told.night?.upkeep?.code]).toEqual([whole, 'ResticFailed']);
  expect(await world.ended(['phone', 'ScriptFailed'], { broken: 'forgetSnapshots' })).toBe('ResticFailed');
  expect(world.told.report?.failure?.message).toMatch(
    /^1 of 2 apps have no backup of this night: ScriptFailed \(ScriptFailed\); afterwards ResticFailed: it is damaged$/,
  );
});

test('a night that Temporal ends has its apps’ runs end, too', async () => {
  const night = await world.start(['hangs'], {}, {}, 2_000);
  await until(async () => (await night.describe()).status.name === 'TIMED_OUT');
  await until(async () => (await world.statusOf('hangs')) === 'CANCELLED');
});

describe('a cancel', () => {
  test('ends the runs of the apps, does nothing more, and is recorded', async () => {
    const night = await world.start(['hangs', 'phone']);
    await until(() => world.tries.has('hangs'));
    await night.cancel();
    const error = (await night.result().catch((failed: unknown) => failed)) as WorkflowFailedError;
    expect(error.cause).toBeInstanceOf(CancelledFailure);
    expect([world.called, world.told.pings, world.told.report?.outcome]).toEqual([
      [],
      ['start', 'fail'],
      'cancelled',
    ]);
    expect(world.told.night?.failed).toContainEqual({ app: 'hangs', code: 'Cancelled' });
    expect(await world.statusOf('hangs')).toBe('CANCELLED');
  });

  test('does not wait for ever for an app that does not end', async () => {
    const night = await world.start(['deaf'], { grace: 500 });
    await until(() => world.tries.has('deaf'));
    await night.cancel();
    expect(await resultOf(night)).toMatchObject({ outcome: 'cancelled' });
    expect(world.told.night?.failed).toEqual([{ app: 'deaf', code: 'Cancelled' }]);
    await world.env.client.workflow.getHandle('backup-deaf').terminate();
  });

  test('after the apps is recorded, too', async () => {
    const night = await world.start(['phone'], { slow: 'backupControl' });
    await until(() => world.called.includes('backupControl'));
    await night.cancel();
    expect(await resultOf(night)).toMatchObject({ outcome: 'cancelled' });
    expect([world.called, world.told.pings]).toEqual([['backupControl'], ['start', 'fail']]);
    expect(world.told.night).toMatchObject({ succeeded: 1, failed: [], upkeep: { code: 'Cancelled' } });
  });
});
