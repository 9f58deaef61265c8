/** The client's adapter against a real Temporal server and the real deploy workflow. */
import { watch } from '../../src/client/runs/watch';
import { toReport } from '../../src/temporal/runs/errors';
import type { Runs, RunView, StartRequest } from '../../src/temporal/runs/types';
import { fails, hangs } from '../workflows/fakes';
import { commit, step } from '../workflows/plans';
import { until } from '../workflows/world';
import { temporalWorld, type TemporalWorld } from './temporal-world';

let world: TemporalWorld;
let runs: Runs;
beforeAll(async () => {
  world = await temporalWorld();
  ({ runs } = world);
});
afterAll(() => world.end());

const request = (app: string, more: Partial<StartRequest> = {}): StartRequest => ({
  workflow: 'deploy',
  id: `deploy-${app}`,
  args: [{ app, by: 'anna' }],
  app,
  host: 'web1',
  summary: `deploy ${app}`,
  ...more,
});
const closed = (id: string): Promise<RunView> =>
  until(async () => [await runs.describe(id)].find(({ status }) => status !== 'running'));
const codeOf = (ask: Promise<unknown>): Promise<string> =>
  ask.then(
    () => 'none',
    (error: unknown) => toReport(error).code,
  );

test('without a worker: said at once; with one: nothing', async () => {
  expect(await codeOf(runs.requireWorker())).toBe('WorkerMissing');
  // Temporal remembers a dead worker for a while, so a run may be started that nobody takes up.
  expect(
    await codeOf(runs.call(request('app', { workflow: 'listReleases', id: 'releases-app' }), () => {})),
  ).toBe('WorkerMissing');
  await world.startWorker();
  await until(async () => (await codeOf(runs.requireWorker())) === 'none');
});

test('a run from start to end', async () => {
  const app = world.app([step('a'), commit()]).name;
  const ref = await runs.start(request(app));
  expect(ref).toEqual({
    workflowId: `deploy-${app}`,
    runId: expect.any(String),
    url: `http://ui.example/deploy-${app}/${ref.runId}`,
  });
  expect(await closed(ref.workflowId)).toMatchObject({
    ...ref,
    workflow: 'deploy',
    app,
    host: 'web1',
    status: 'completed',
    outcome: 'succeeded',
    failure: null,
    result: { outcome: 'succeeded' },
  });
});

test('a failed run: its result and the reason', async () => {
  const fake = world
    .app([step('a'), step('b'), commit()])
    .on('b', fails('BuildFailed', 'npm ERR!\nmissing script'));
  const { workflowId } = await runs.start(request(fake.name));
  const view = await closed(workflowId);
  expect(view).toMatchObject({
    status: 'failed',
    outcome: 'undone',
    failure: { code: 'BuildFailed', message: 'npm ERR!\nmissing script', details: { step: 'b' } },
  });
  expect(view.result?.steps.map(({ state }) => state)).toEqual(['undone', 'undone', 'pending']);
});

test('a run that is still under way when its time is over is ended, and said to be', async () => {
  const fake = world.app([step('a'), commit()]).on('a', hangs);
  const { workflowId } = await runs.start(request(fake.name, { timeout: 1_000 }));
  expect(await closed(workflowId)).toMatchObject({
    status: 'timed out',
    outcome: null,
    failure: { code: 'TookTooLong', message: 'the run timed out' },
  });
});

test('a waiting run shows its question, takes one answer, and refuses another', async () => {
  const ask = { default: 'stay' as const, prompt: 'skip it' };
  const fake = world.app([step('a', { onFailure: 'ask', ask }), commit()]).on('a', fails('UrlFailed'));
  const { workflowId } = await runs.start(request(fake.name));
  const waiting = await until(async () => (await runs.describe(workflowId)).progress?.waiting);
  const listed = await until(async () =>
    (await runs.list({ app: fake.name, limit: 5 })).find((run) => run.waiting),
  );
  expect(listed).toMatchObject({ workflowId, waiting: 'Do a', outcome: null });
  expect(await codeOf(runs.decide(workflowId, { waitId: 'another', verb: 'skip', by: 'anna' }))).toBe(
    'NothingToDecide',
  );
  await runs.decide(workflowId, { waitId: waiting.id, verb: 'skip', by: 'anna' });
  expect(await closed(workflowId)).toMatchObject({ status: 'completed', outcome: 'succeeded' });
});

test('a cancelled run keeps its checklist', async () => {
  const fake = world.app([step('a'), step('b'), commit()]).on('b', hangs);
  const { workflowId } = await runs.start(request(fake.name));
  const busy = await until(async () =>
    [await runs.describe(workflowId)].find(({ attempts }) => fake.calls.includes('b') && attempts.length > 0),
  );
  expect(busy.attempts).toEqual([
    {
      activity: 'setMaintenance',
      attempt: 1,
      since: expect.stringMatching(/^20/),
      failure: null,
      heartbeat: null,
    },
  ]);
  await runs.cancel(workflowId);
  const view = await closed(workflowId);
  expect(view).toMatchObject({ status: 'cancelled', outcome: 'cancelled', failure: { code: 'Cancelled' } });
  expect(view.result?.steps).toHaveLength(3);
});

test('a watch ends with its run, independent of the pace', async () => {
  const fake = world.app([step('a'), commit()]).on('a', hangs);
  const { workflowId } = await runs.start(request(fake.name));
  const interruption = new AbortController();
  const watching = watch(runs, workflowId, {
    onView() {},
    onTrouble() {},
    interruption: interruption.signal,
    pace: 3_600_000,
  });
  await until(async () => fake.calls.includes('a'));
  await runs.cancel(workflowId);
  expect(await watching).toMatchObject({ status: 'cancelled' });
});

test('an interrupted watch cancels its pending request', async () => {
  const fake = world.app([step('a'), commit()]).on('a', hangs);
  const { workflowId } = await runs.start(request(fake.name));
  const [interruption, asked] = [new AbortController(), new AbortController()];
  const spy: Pick<Runs, 'describe' | 'ended'> = {
    describe: (id) => runs.describe(id),
    ended(id, signal) {
      signal.addEventListener('abort', () => asked.abort());
      return runs.ended(id, signal);
    },
  };
  const watching = watch(spy, workflowId, {
    onView() {},
    onTrouble() {},
    interruption: interruption.signal,
    pace: 50,
  });
  await until(async () => fake.calls.includes('a'));
  interruption.abort();
  expect(await watching).toBeNull();
  expect(asked.signal.aborted).toBe(true);
  await runs.cancel(workflowId);
});

test('a terminated run', async () => {
  const fake = world.app([step('a'), commit()]).on('a', hangs);
  const { workflowId } = await runs.start(request(fake.name));
  const ended = runs.ended(workflowId, new AbortController().signal);
  await world.env.client.workflow.getHandle(workflowId).terminate('by hand');
  expect(await closed(workflowId)).toMatchObject({
    status: 'terminated',
    outcome: null,
    result: null,
    failure: { code: 'Terminated' },
  });
  await ended;
});

test('short runs answer, and are not listed', async () => {
  const fake = world.app([step('a'), commit()]);
  const { name: app } = fake;
  expect(
    await runs.call(request(app, { workflow: 'planDeploy', id: `plan-${app}` }), () => {}),
  ).toMatchObject({ plan: { hash: fake.plan.hash } });
  expect((await runs.list({ app, limit: 5 })).map(({ workflow }) => workflow)).toEqual([]);
});

test('unknown runs are unknown to every verb', async () => {
  expect(await codeOf(runs.describe('deploy-nope'))).toBe('UnknownRun');
  expect(await codeOf(runs.cancel('deploy-nope'))).toBe('UnknownRun');
});
