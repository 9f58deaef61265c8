/** Several apps by one run: the real workflow on a real Temporal, with apps that do what their names say. */
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import type { RestoresRequest } from '../../../src/protocol/requests';
import type { RestoresPlan } from '../../../src/protocol/steps/restore';
import { logger, testTemporal } from '../../support/temporal';
import { resultOf, states } from '../backup/night-world';
import { until } from '../world';

jest.setTimeout(60_000);

let env: TestWorkflowEnvironment;
let worker: Worker;
let running: Promise<void>;
let plan: RestoresPlan;
let refusal: string | null;
let events: string[];
let reported: { outcome: string } | undefined;
let runs = 0;

const activities = {
  planRestores: async () => {
    if (refusal !== null) throw ApplicationFailure.nonRetryable(refusal, 'RestoresRefused');
    return plan;
  },
  begun: async ({ app, snapshot }: { app: string; snapshot: string }) =>
    void events.push(`${app} ${snapshot}`),
  ended: async ({ app }: { app: string }) => void events.push(`${app} ended`),
  reportRun: async (report: { outcome: string }) => void (reported = report),
};

beforeAll(async () => {
  env = await testTemporal();
  worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'several',
    workflowBundle: await bundleWorkflowCode({ workflowsPath: require.resolve('./several-stubs'), logger }),
    activities,
    maxHeartbeatThrottleInterval: 100,
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await env.teardown();
});

/** `app: needs`, in the order of the plan. */
async function start(
  apps: Record<string, string[]>,
  request: RestoresRequest = {},
  all = 6,
): Promise<WorkflowHandle> {
  [events, reported, refusal] = [[], undefined, refusal ?? null];
  plan = {
    hash: '0123456789abcdef',
    into: 'live',
    atOnce: { all, perHost: 3 },
    apps: Object.entries(apps).map(([app, needs]) => ({
      app,
      host: 'hornbill',
      needs,
      snapshot: `of-${app}`,
      time: '2026-01-01T00:00:00Z',
      brings: ['data'],
      bytes: 1,
      warnings: [],
    })),
  };
  return env.client.workflow.start('restoreApps', {
    taskQueue: 'several',
    workflowId: `restores-${runs++}`,
    args: [{ apps: Object.keys(apps), ...request }],
  });
}
beforeEach(() => (refusal = null));

test('each is restored once from the snapshot that was shown, what is needed before what needs it', async () => {
  const run = await start({ auth: [], mail: [], web: ['auth', 'mail'] });
  const result = await resultOf(run);
  expect(result).toMatchObject({ outcome: 'succeeded' });
  expect(states(result)).toEqual({ auth: 'done', mail: 'done', web: 'done' });
  expect(events.slice().sort()).toEqual(
    ['auth', 'mail', 'web'].flatMap((app) => [`${app} ended`, `${app} of-${app}`]).sort(),
  );
  expect(events.indexOf('web of-web')).toBeGreaterThan(
    Math.max(events.indexOf('auth ended'), events.indexOf('mail ended')),
  );
  const child = env.client.workflow.getHandle(`${run.workflowId}-web`);
  expect((await child.describe()).searchAttributes).toMatchObject({ RoostApp: ['web'] });
});

test('one that fails stops what needs it, also by way of another, and nothing else', async () => {
  const result = await resultOf(
    await start({ 'fails-db': [], api: ['fails-db'], web: ['api'], wiki: [] }, {}, 1),
  );
  expect(result).toMatchObject({
    outcome: 'failed',
    failure: { code: 'RestoresFailed', message: '3 of 4 apps are not restored: fails-db, api, web' },
  });
  expect(states(result)).toEqual({ 'fails-db': 'failed', api: 'skipped', web: 'skipped', wiki: 'done' });
  const notes = Object.fromEntries(result.steps.map(({ id, note }) => [id, note]));
  expect(notes).toMatchObject({
    'fails-db': 'LoadFailed: it is cut',
    api: 'it needs fails-db, which is not restored',
    web: 'it needs api, which is not restored',
  });
  expect(events.filter((event) => /api|web/.test(event))).toEqual([]);
  expect(reported).toMatchObject({ workflow: 'restoreApps', outcome: 'failed' });
});

test('a plan that is refused, or is another than the one that was read, begins none', async () => {
  const other = await resultOf(await start({ auth: [] }, { expect: 'ffffffffffffffff' }));
  expect(other.failure).toMatchObject({
    code: 'PlanChanged',
    message: expect.stringContaining('0123456789abcdef'),
  });
  refusal = '1 of 2 cannot be restored:\nweb: UnknownSnapshot: none';
  const refused = await resultOf(await start({ auth: [], web: [] }));
  expect(refused.failure).toMatchObject({
    code: 'RestoresRefused',
    message: expect.stringContaining('web: Unknown'),
  });
  expect(events).toEqual([]);
});

test('a cancel ends those that run and begins no more', async () => {
  const run = await start({ 'hangs-1': [], web: ['hangs-1'] });
  await until(() => events.length > 0);
  await run.cancel();
  const result = await resultOf(run);
  expect(result).toMatchObject({
    outcome: 'cancelled',
    failure: { message: expect.stringContaining('1 were not begun') },
  });
  expect((await env.client.workflow.getHandle(`${run.workflowId}-hangs-1`).describe()).status.name).toBe(
    'CANCELLED',
  );
  expect(events).toEqual(['hangs-1 of-hangs-1']);
});

test('a wrong input is answered at once, and nothing is planned', async () => {
  const run = await start({ auth: [] }, { host: 'hornbill' });
  expect((await resultOf(run)).failure).toMatchObject({
    code: 'BadRequest',
    message: expect.stringContaining('Name either apps or a host'),
  });
  expect(reported).toBeUndefined();
});
