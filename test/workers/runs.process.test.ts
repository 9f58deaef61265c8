/** Reports, notifications and the audit on a real Temporal server; only the steps are fakes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createActivities } from '../../src/activities';
import type { Deps } from '../../src/activities/deps';
import { openAudit, type Audit, type AuditEntry } from '../../src/audit';
import { createRedactor } from '../../src/host/redact';
import { send } from '../../src/notify';
import { taskQueue } from '../../src/protocol/names';
import { nightlyScheduleId } from '../../src/temporal/nightly-schedule';
import { checkAlerts } from '../../src/workers/alerts/evaluate';
import { watchParts } from '../../src/workers/alerts/watcher';
import type { RealDeps } from '../../src/workers/deps';
import { startNotify } from '../../src/workers/runs/notify';
import { startedOf } from '../../src/workers/runs/started';
import { sweep } from '../../src/workers/runs/sweep';
import { parse, sample } from '../fleet/file/sample';
import { httpSink, type HttpSink } from '../notify/sinks';
import { testTemporal } from '../support/temporal';
import { workflowBundle } from '../support/workflow-bundle';
import { activityNames, fails, FakeApp, fakeActivities, hangs } from '../workflows/fakes';
import { planOf, step } from '../workflows/plans';
import { until } from '../workflows/world';

let env: TestWorkflowEnvironment;
let sink: HttpSink;
let audit: Audit;
let deps: Deps;
let folder: string;
let worker: Worker;
let running: Promise<void>;
const apps = new Map<string, FakeApp>();

beforeAll(async () => {
  env = await testTemporal();
  folder = mkdtempSync(join(tmpdir(), 'roost-runs-'));
  sink = await httpSink();
  audit = openAudit(join(folder, 'audit.db'), { info: () => {} });
  const fleet = parse(`notify: { team: { json: { url: ${sink.url}/ } } }\n${sample}`);
  deps = {
    lastFleet: async () => fleet,
    startOf: (workflowId: string, runId: string) => startedOf(env.client, workflowId, runId),
    runUrl: () => undefined,
    notify: (id: string, target: string, event: never) => startNotify(env.client, id, target, event),
    send: (target: never, event: never) => send(target, event, async () => ''),
    audit,
    redactor: createRedactor(),
    log: { error: () => {} },
  } as unknown as Deps;
  const fakes = fakeActivities(apps);
  const { reportRun, sendNotification } = createActivities(deps);
  worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: await workflowBundle(),
    activities: {
      ...Object.fromEntries(activityNames.map((name) => [name, fakes[name]])),
      reportRun,
      sendNotification,
    },
    maxHeartbeatThrottleInterval: 100,
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await sink.close();
  audit.close();
  await env.teardown();
  rmSync(folder, { recursive: true });
});

function app(name: string): FakeApp {
  const plan = planOf([step('a')]);
  const fake = new FakeApp({ ...plan, scope: { ...plan.scope, app: name } });
  apps.set(name, fake);
  return fake;
}

/** `identity` is the client that starts it. */
function start(name: string, identity: string) {
  const client = new Client({ connection: env.connection, identity });
  return client.workflow.start('deploy', {
    taskQueue,
    workflowId: `deploy-${name}`,
    args: [{ app: name, by: 'anna' }],
  });
}
const heard = (name: string) => sink.received.filter(({ body }) => body.app === name).map(({ body }) => body);
const lineOf = (name: string) => audit.list({ app: name }).at(-1);

it('ends the run at once though the target is away, and tells it when it is back', async () => {
  sink.answers = [{ status: 503 }, { status: 503 }, { status: 200 }];
  app('away').on('a', fails('BuildFailed', 'no make'));
  await expect((await start('away', 'roost:1@toucan')).result()).rejects.toThrow();
  expect(lineOf('away')).toMatchObject({
    who: 'anna',
    what: 'deploy',
    result: 'undone',
    code: 'BuildFailed',
    details: { step: 'Do a', message: 'no make' },
  });
  await until(() => heard('away').length === 3);
  expect(heard('away')[2]).toMatchObject({
    event: 'failure',
    by: 'anna',
    step: 'Do a',
    failure: { code: 'BuildFailed' },
  });

  app('away');
  await (await start('away', 'roost:1@toucan')).result();
  await until(() => heard('away').length === 4);
  expect(heard('away')[3]).toMatchObject({ event: 'recovery', result: 'succeeded' });
});

it('knows who started a run by the client, not by what its input claims', async () => {
  app('form');
  // The UI sends no identity.
  await (await start('form', '')).result();
  expect(lineOf('form')).toMatchObject({ who: 'ui', origin: null });
  await (await start('form', 'temporal-cli:bert@laptop')).result();
  expect(lineOf('form')).toMatchObject({ who: 'temporal-cli:bert@laptop' });
});

it('finds a run that was terminated, and tells of it once', async () => {
  const fake = app('gone').on('a', hangs);
  const run = await start('gone', 'roost:1@toucan');
  await until(() => fake.count('a'));
  await run.terminate('I am sure');
  await until(async () => (await sweep(env.client, deps, null)) > 0);
  expect(lineOf('gone')).toMatchObject({
    who: 'anna',
    result: 'terminated',
    code: 'Terminated',
    details: { message: expect.stringContaining('I am sure') },
  });
  await until(() => heard('gone').length > 0);
  expect(await sweep(env.client, deps, null)).toBe(0);
  expect(heard('gone')).toMatchObject([{ event: 'failure', result: 'terminated' }]);
});

it('finds a run whose time was over before it came to its end, and tells of it', async () => {
  app('late').on('a', hangs);
  await env.client.workflow.start('deploy', {
    taskQueue,
    workflowId: 'deploy-late',
    args: [{ app: 'late', by: 'anna' }],
    workflowExecutionTimeout: 1_000,
  });
  await until(async () => (await sweep(env.client, deps, null)) > 0);
  expect(lineOf('late')).toMatchObject({
    result: 'timed out',
    code: 'TookTooLong',
    details: { message: 'the run timed out' },
  });
  await until(() => heard('late').length > 0);
  expect(heard('late')).toMatchObject([
    { event: 'failure', result: 'timed out', failure: { code: 'TookTooLong' } },
  ]);
});

it('takes a run that was reset for no failure', async () => {
  const fake = app('again').on('a', hangs);
  const run = await start('again', 'roost:1@toucan');
  await until(() => fake.count('a'));
  const former = (await run.describe()).runId;
  fake.on('a', () => {});
  await env.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: 'deploy-again', runId: former },
    workflowTaskFinishEventId: 4 as never,
    requestId: 'again',
    reason: 'test',
  });
  await env.client.workflow.getHandle('deploy-again').result();
  await until(async () => (await sweep(env.client, deps, null), audit.hasRun(former)));
  expect(audit.list({ app: 'again' }).find(({ runId }) => runId === former)).toMatchObject({
    result: 'reset',
  });
  expect(heard('again')).toEqual([]);
});

const refuse = (_: object, text: string): never => {
  throw new Error(text);
};

it('tells of an alert by a run of its own, once', async () => {
  const fleet = parse(
    `secrets: { file: /s }\nnotify: { team: { json: { url: ${sink.url}/ } } }\nbackup: { repository: { url: /r, password: { secret: P } }, folder: ${folder} }\n${sample}`,
  );
  const lines: AuditEntry[] = [];
  const watching = {
    ...deps,
    lastFleet: async () => fleet,
    temporal: { client: env.client },
    log: { warn: refuse },
    audit: { record: (line: AuditEntry) => lines.push(line) },
    ownFiles: { drift: join(folder, 'drift.json') },
  };
  const parts = watchParts(watching as unknown as RealDeps, join(folder, 'alerts.json'));
  const alerts = () =>
    heard('').map(({ event, alert }) => `${event as string} ${(alert as { key: string }).key}`);
  // A full disk of this machine is not what this is about.
  const looks = () => checkAlerts({ ...parts, disk: async () => ({ free: 9e9, total: 10e9 }) });
  await looks();
  await looks();
  await until(() => alerts().length === 1);
  const nights = await env.client.schedule.create({
    scheduleId: nightlyScheduleId,
    spec: { calendars: [{ hour: 3 }] },
    action: {
      type: 'startWorkflow',
      workflowType: 'night',
      workflowId: 'night',
      taskQueue: 'nobody',
      args: [],
    },
  });
  await looks();
  await until(() => alerts().length === 2);
  expect(alerts()).toEqual(['alert schedule-missing', 'recovery schedule-missing']);
  expect(lines.map(({ what, result }) => `${what} ${result}`)).toEqual([
    'schedule-missing began',
    'schedule-missing over',
  ]);
  await nights.delete();
});

it('reads from Temporal what the runs had reported themselves', async () => {
  const fresh = openAudit(join(folder, 'fresh.db'), { info: () => {} });
  await until(
    async () => (
      await sweep(env.client, { ...deps, audit: fresh, notify: async () => {} }, null),
      fresh.list({}).length === audit.list({}).length
    ),
  );
  const essence = (one: Audit) =>
    one.list({}).map(({ runId, who, what, app: of, result, code, host, details }) => ({
      runId,
      who,
      what,
      of,
      result,
      code,
      host,
      step: details.step,
    }));
  expect(essence(fresh).sort((a, b) => (a.runId! < b.runId! ? -1 : 1))).toEqual(
    essence(audit).sort((a, b) => (a.runId! < b.runId! ? -1 : 1)),
  );
  fresh.close();
});
