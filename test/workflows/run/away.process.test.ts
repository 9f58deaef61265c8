/**
 * Nobody is there for longer than anything may take: the run goes on
 * afterwards. All limits are scaled down.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { Plan } from '../../../src/protocol/plan';
import type { Progress, RunResult } from '../../../src/protocol/run';
import type { Step } from '../../../src/protocol/steps/step';
import type { deploy } from '../../../src/workflows/release/deploy';
import { decide, progress } from '../../../src/workflows/run/messages';
import { bundleOf } from '../../histories/support/bundle';
import { testTemporal } from '../../support/temporal';
import { activityNames, fails, FakeApp, fakeActivities, hangs, ok, stumbles, type Behaviour } from '../fakes';
import { commit, planOf, step } from '../plans';
import { resultOf, statesOf, until, type Run } from '../world';

const taskQueue = 'away';
/** 20 minutes become a second. An absence of two seconds is longer than any pause between two tries. */
const FACTOR = 1_200;
const AWAY_MS = 4_000;

jest.setTimeout(60_000);

let env: TestWorkflowEnvironment;
let bundle: WorkflowBundleWithSourceMap;
const apps = new Map<string, FakeApp>();

beforeAll(async () => {
  env = await testTemporal();
  bundle = await bundleOf(
    {
      'run/options.ts': [
        ['limit: all, absence: ABSENCE', `limit: all / ${FACTOR}, absence: 2_000`],
        ['all + AWAY', `all / ${FACTOR} + AWAY`],
      ],
      'run/limits/attended.ts': [['late < ABSENCE', 'late < 1_000']],
    },
    false,
  );
});
afterAll(() => env.teardown());

async function openWorker(): Promise<() => Promise<void>> {
  const all = fakeActivities(apps);
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: bundle,
    activities: Object.fromEntries(activityNames.map((name) => [name, all[name]])),
    maxHeartbeatThrottleInterval: 100,
    shutdownForceTime: '1s',
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running.catch(() => undefined);
  };
}

function appOf(steps: Step[], more: Partial<Plan> = {}): FakeApp {
  const plan = planOf(steps, more as never);
  const app = new FakeApp({ ...plan, scope: { ...plan.scope, app: `app${apps.size}` } });
  apps.set(app.name, app);
  return app;
}

const start = (app: FakeApp): Promise<Run> =>
  env.client.workflow.start<typeof deploy>('deploy', {
    taskQueue,
    workflowId: `deploy-${app.name}`,
    args: [{ app: app.name, by: 'anna' }],
  });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Works until its worker goes; the next try is good. */
const interrupted = (): [Behaviour, Behaviour] => [hangs, ok];
const asks = step('a', { onFailure: 'ask', ask: { default: 'undo', prompt: 'well?' } });

/** By what the run is in when the worker goes: the app, and the call that shows it. */
const runs: Record<string, [app: () => FakeApp, call: string]> = {
  ...Object.fromEntries(
    ['acquireLock', 'planDeploy', 'a', 'b', 'commit', 'releaseLock'].map((call) => [
      call,
      [() => appOf([step('a'), step('b', { retry: 'health' }), commit()]).on(call, ...interrupted()), call],
    ]),
  ),
  undo: [
    () =>
      appOf([step('a'), step('b')])
        .on('b', fails('BuildFailed'))
        .on('undo a', ...interrupted()),
    'undo a',
  ],
  pause: [() => appOf([step('a'), commit()]).on('a', stumbles('HostUnreachable', 1_000), ok), 'a'],
  report: [() => appOf([step('a'), commit()]).on('reportRun', ...interrupted()), 'reportRun'],
  asked: [() => appOf([asks, commit()], { decideWait: 2_000 }).on('a', fails('ScriptFailed'), ok), 'a'],
  unanswered: [() => appOf([asks, commit()], { decideWait: 2_000 }).on('a', fails('ScriptFailed')), 'a'],
  limit: [() => appOf([step('a'), step('b'), commit()], { limit: 2_500 }).on('a', ...interrupted()), 'a'],
};

describe('a run whose worker was away', () => {
  const ended: Record<string, Promise<RunResult>> = {};
  const all = Object.fromEntries(Object.entries(runs).map(([name, [make]]) => [name, make()]));
  let close: () => Promise<void>;

  /** All of them at once, so that the worker is away only once. */
  beforeAll(async () => {
    close = await openWorker();
    const begun = await Promise.all(
      Object.entries(all).map(async ([name, app]) => [name, await start(app)] as const),
    );
    for (const [name, app] of Object.entries(all))
      await until(() => (name === 'report' ? app.reports.length > 0 : app.calls.includes(runs[name]![1])));
    for (const name of ['asked', 'unanswered']) {
      const run = begun.find(([one]) => one === name)![1];
      await until(async () => ((await run.query(progress)) as Progress).waiting);
    }
    await close();
    await pause(AWAY_MS);
    close = await openWorker();
    for (const [name, run] of begun) {
      ended[name] = resultOf(run);
      ended[name].catch(() => undefined);
    }
    const run = begun.find(([one]) => one === 'asked')![1];
    const { id } = await until(async () => ((await run.query(progress)) as Progress).waiting);
    await run.executeUpdate(decide, { args: [{ waitId: id, verb: 'retry', by: 'bert' }] });
  });
  afterAll(() => close());

  it.each(['acquireLock', 'planDeploy', 'a', 'b', 'commit', 'releaseLock'])(
    'for longer than %s may be tried goes on',
    async (call) => {
      expect(await ended[call]).toMatchObject({ outcome: 'succeeded', failure: null, warnings: [] });
      expect(all[call]!.count(call)).toBe(2);
    },
  );

  it('for longer than an undo may be tried goes on with it', async () => {
    expect(await ended.undo).toMatchObject({ outcome: 'undone', failure: { code: 'BuildFailed' } });
    expect(all.undo!.count('undo a')).toBe(2);
  });

  it('between two tries goes on', async () => {
    expect(await ended.pause).toMatchObject({ outcome: 'succeeded' });
  });

  it('while it reported its end reports it', async () => {
    expect(await ended.report).toMatchObject({ outcome: 'succeeded' });
    expect(all.report!.reports).toHaveLength(2);
  });

  it('for longer than an operator is waited for asks him anew', async () => {
    expect(await ended.asked).toMatchObject({ outcome: 'succeeded' });
  });

  it('for longer than an operator is waited for takes his default when he does not come', async () => {
    expect(await ended.unanswered).toMatchObject({ outcome: 'undone', failure: { code: 'ScriptFailed' } });
  });

  it('for longer than it may take gets the time back', async () => {
    const { outcome, steps } = await ended.limit!;
    expect([outcome, statesOf({ steps })]).toEqual(['succeeded', { a: 'done', b: 'done', commit: 'done' }]);
  });

  it('and that fails on ends in its time, with its reason', async () => {
    const app = appOf([step('a'), commit()]).on('a', stumbles('HostUnreachable', 100));
    const begun = Date.now();
    const failure = { code: 'HostUnreachable' };
    expect(await resultOf(await start(app))).toMatchObject({ outcome: 'undone', failure });
    expect(Date.now() - begun).toBeLessThan(10_000);
  });
});
