/** How a night goes on and ends: the real workflow on a real Temporal, with apps that do what their names say. */
import type { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { RunResult } from '../../src/fleet/plan/types';
import type { NightRequest } from '../../src/activities/types';
import { upkeep } from '../../src/fleet/plan/night-types';
import { findTool } from '../../src/tools';
import { attributes } from '../../src/workflows/attributes';

jest.setTimeout(60_000);

interface Told {
  night?: { succeeded: number; failed: { app: string; code: string }[]; upkeep: { code: string } | null };
  pings: string[];
  report?: { outcome: string; failure: { code: string; message: string } | null };
}

let env: TestWorkflowEnvironment;
let worker: Worker;
let running: Promise<void>;
let plan: { apps: string[]; left: number; missing: string[]; broken?: string };
let told: Told;
let called: string[];
let tries: Map<string, number>;
let nights = 0;

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger });
  env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: await findTool('temporal') }, searchAttributes: Object.values(attributes) },
  });
  const step = (name: string) => async () => {
    called.push(name);
    if (plan.broken === name) throw ApplicationFailure.nonRetryable('it is damaged', 'ResticFailed');
    return { seconds: 0, note: 'done' };
  };
  worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'night',
    workflowBundle: await bundleWorkflowCode({ workflowsPath: require.resolve('./night-stubs'), logger }),
    activities: {
      triesOf: async (app: string) => {
        tries.set(app, (tries.get(app) ?? 0) + 1);
        return tries.get(app);
      },
      planNight: async ({ startedAt }: { startedAt: string | null }) => ({
        apps: plan.apps.map((app) => ({ app, host: 'hornbill' })),
        atOnce: { perHost: 3, all: 6 },
        left: plan.left,
        startedAt: startedAt ?? '2026-11-21T03:00:00Z',
      }),
      proveSnapshots: async () => ({ missing: plan.missing }),
      ...Object.fromEntries(Object.keys(upkeep).map((name) => [name, step(name)])),
      recordNight: async (night: Told['night']) => void (told.night = night),
      pingNight: async (kind: string) => void told.pings.push(kind),
      reportRun: async (report: Told['report']) => void (told.report = report),
    },
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await env.teardown();
});
beforeEach(() => {
  [told, called, tries] = [{ pings: [] }, [], new Map()];
});

const start = (apps: string[], more: Partial<typeof plan> = {}, request: NightRequest = {}) => {
  plan = { apps, left: 600_000, missing: [], ...more };
  // Two nights would share the ids of their apps' runs.
  return env.client.workflow.start('nightlyBackup', { taskQueue: 'night', workflowId: `night-${nights++}`, args: [request] });
};
const ended = async (...args: Parameters<typeof start>): Promise<string | null> =>
  (await start(...args)).result().then(
    () => null,
    (error: WorkflowFailedError) => (error.cause instanceof ApplicationFailure ? error.cause.type! : String(error.cause)),
  );
const whole = Object.keys(upkeep);

test('all is well: each app once, then what a night does besides', async () => {
  expect(await ended(['phone', 'site', 'wiki', 'docs'])).toBeNull();
  expect(told).toMatchObject({ night: { succeeded: 4, failed: [], upkeep: null }, pings: ['start', 'success'], report: { outcome: 'succeeded' } });
  expect([called, [...tries.values()]]).toEqual([whole, [1, 1, 1, 1]]);
});

test('apps by name: nothing is forgotten, pruned, recorded as a night or told to the dead man’s switch', async () => {
  expect(await ended(['phone'], {}, { apps: ['phone'] })).toBeNull();
  expect([called, told.night, told.pings, told.report?.outcome]).toEqual([[], undefined, [], 'succeeded']);
});

test('an app that fails leaves the others alone, is not tried again, and has told of it itself', async () => {
  expect(await ended(['phone', 'ScriptFailed', 'site'])).toBe('NightFailed');
  expect(told).toMatchObject({ night: { succeeded: 2, failed: [{ app: 'ScriptFailed', code: 'ScriptFailed' }] }, pings: ['start', 'fail'] });
  expect([called, tries.get('ScriptFailed')]).toEqual([whole, 1]);
});

test('what is shown of an app that failed is its own word, once', async () => {
  const night = await start(['ScriptFailed']);
  const error = (await night.result().catch((failed: unknown) => failed)) as WorkflowFailedError;
  const { steps } = (error.cause as ApplicationFailure).details![0] as RunResult;
  expect(steps.find(({ id }) => id === 'ScriptFailed')?.note).toBe('ScriptFailed: ScriptFailed failed');
});

test.each(['LockWaitTimeout', 'TookTooLong', 'BackupRunning', 'HostUnreachable'])('%s: tried once more when the others are done', async (code) => {
  expect(await ended([`${code}-once`, 'phone'])).toBeNull();
  expect([...tries]).toEqual(
    expect.arrayContaining([
      [`${code}-once`, 2],
      ['phone', 1],
    ]),
  );
  expect(await ended([code, 'phone'])).toBe('NightFailed');
  expect(tries.get(code)).toBe(2);
});

test('a run of the app that is under way is not disturbed, and that is told', async () => {
  const other = await env.client.workflow.start('backup', { taskQueue: 'night', workflowId: 'backup-hangs', args: [{ app: 'hangs' }] });
  expect(await ended(['hangs', 'phone'])).toBe('NightFailed');
  expect(told.night).toMatchObject({ succeeded: 1, failed: [{ app: 'hangs', code: 'BackupRunning' }] });
  expect((await other.describe()).status.name).toBe('RUNNING');
  await other.terminate();
});

test('when its time is over it ends, with what it could not do, and says so itself', async () => {
  expect(await ended(['hangs', 'phone'], { left: 2_000 })).toBe('NightOver');
  expect(told).toMatchObject({
    night: { succeeded: 1, failed: [{ app: 'hangs', code: 'NightOver' }] },
    pings: ['start', 'fail'],
    report: { outcome: 'failed' },
  });
  expect(called).toEqual(whole);
  expect((await env.client.workflow.getHandle('backup-hangs').describe()).status.name).toBe('CANCELLED');
});

test('a snapshot that the repository does not list is no backup, and the night itself tells of it', async () => {
  expect(await ended(['phone', 'site', 'ScriptFailed'], { missing: ['site'] })).toBe('SnapshotMissing');
  expect(told.night).toMatchObject({ succeeded: 1, failed: [{ app: 'site', code: 'SnapshotMissing' }, { app: 'ScriptFailed' }] });
});

test('one thing of the upkeep that fails keeps the others from nothing; told also beside an app that failed', async () => {
  expect(await ended(['phone'], { broken: 'checkRepository' })).toBe('ResticFailed');
  expect([called, told.night?.upkeep?.code]).toEqual([whole, 'ResticFailed']);
  expect(await ended(['phone', 'ScriptFailed'], { broken: 'forgetSnapshots' })).toBe('ResticFailed');
  expect(told.report?.failure?.message).toMatch(
    /^1 of 2 apps have no backup of this night: ScriptFailed \(ScriptFailed\); afterwards ResticFailed: it is damaged$/,
  );
});

test('a cancel ends the runs of the apps, does nothing more, and is recorded', async () => {
  const night = await start(['hangs', 'phone']);
  while (!tries.has('hangs')) await new Promise((resolve) => setTimeout(resolve, 50));
  await night.cancel();
  const error = (await night.result().catch((failed: unknown) => failed)) as WorkflowFailedError;
  expect(error.cause).toBeInstanceOf(CancelledFailure);
  expect([called, told.pings, told.report?.outcome]).toEqual([[], ['start', 'fail'], 'cancelled']);
  expect(told.night?.failed).toContainEqual({ app: 'hangs', code: 'Cancelled' });
  expect((await env.client.workflow.getHandle('backup-hangs').describe()).status.name).toBe('CANCELLED');
});
