/** A Temporal server, a worker with the real workflows, and fake activities. */
import { randomUUID } from 'node:crypto';
import { type WorkflowHandle, type WorkflowFailedError, ApplicationFailure } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { Plan, ReleasePlan } from '../../src/protocol/plan';
import type { DeployRequest } from '../../src/protocol/requests';
import type { Progress, RunResult, Verb } from '../../src/protocol/run';
import { nameOf, scopeText } from '../../src/protocol/scope';
import type { Step } from '../../src/protocol/steps/step';
import type { deploy } from '../../src/workflows/release/deploy';
import { decide, progress } from '../../src/workflows/run/messages';
import { testTemporal } from '../support/temporal';
import { workflowBundle } from '../support/workflow-bundle';
import { activityNames, FakeApp, fakeActivities } from './fakes';
import { planOf } from './plans';

export const taskQueue = 'test';

export type Run = WorkflowHandle<typeof deploy>;

export class World {
  private constructor(
    readonly env: TestWorkflowEnvironment,
    readonly queue: string,
    private readonly worker: Worker,
    private readonly running: Promise<void>,
    private readonly apps: Map<string, FakeApp>,
  ) {}

  /** `uiPort`: the server brings its UI. */
  static async create({
    uiPort,
    queue = taskQueue,
  }: { uiPort?: number; queue?: string } = {}): Promise<World> {
    const env = await testTemporal({ uiPort });
    const apps = new Map<string, FakeApp>();
    const all = fakeActivities(apps);
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue: queue,
      workflowBundle: await workflowBundle(),
      activities: Object.fromEntries(activityNames.map((name) => [name, all[name]])),
      maxHeartbeatThrottleInterval: 100,
    });
    return new World(env, queue, worker, worker.run(), apps);
  }

  async end(): Promise<void> {
    this.worker.shutdown();
    await this.running;
    await this.env.teardown();
  }

  /** An app with a name of its own; so runs of one test never meet those of another. */
  app(steps: Step[], more: Partial<ReleasePlan> = {}): FakeApp {
    const plan = planOf(steps, more);
    return this.appOf({ ...plan, scope: { ...plan.scope, app: `app${this.apps.size}` } });
  }

  /** The app of a plan; one that had its name before is forgotten. */
  appOf(plan: Plan): FakeApp {
    const fake = new FakeApp(plan);
    this.apps.set(scopeText(plan.scope), fake);
    return fake;
  }

  start(
    fake: FakeApp,
    request: Partial<DeployRequest> = {},
    workflow = 'deploy',
    workflowId?: string,
  ): Promise<Run> {
    const { scope } = fake.plan;
    // Who asks for a drill names the app alone.
    const { kind: _, drill: _drill, ...subject } = { drill: undefined, ...nameOf(scope) };
    return this.env.client.workflow.start<typeof deploy>(workflow, {
      taskQueue: this.queue,
      workflowId: workflowId ?? `deploy-${scopeText(scope).replaceAll(' ', '-')}`,
      args: [{ ...subject, by: 'anna', ...request } as DeployRequest],
    });
  }

  /** Runs it to its end, whichever that is. */
  async deploy(fake: FakeApp, request: Partial<DeployRequest> = {}): Promise<RunResult> {
    return resultOf(await this.start(fake, request));
  }
}

/** A failed run's result is the first detail of its failure. */
export async function resultOf(run: Run): Promise<RunResult> {
  try {
    return await run.result();
  } catch (error) {
    const { cause } = error as WorkflowFailedError;
    if (cause instanceof ApplicationFailure) return cause.details![0] as RunResult;
    const { memo } = await run.describe();
    return memo!.result as RunResult;
  }
}

/** Resets to the last workflow task that completed before the step began. */
export async function resetBefore(
  { env: { client, namespace } }: World,
  run: Run,
  title: string,
): Promise<Run> {
  const { events } = await run.fetchHistory();
  const scheduled = events!.findIndex(
    ({ userMetadata }) => userMetadata?.summary && String(userMetadata.summary.data).includes(title),
  );
  const task = events!.slice(0, scheduled).findLast((event) => event.workflowTaskCompletedEventAttributes)!;
  const { runId } = await client.workflowService.resetWorkflowExecution({
    namespace: namespace ?? 'default',
    workflowExecution: { workflowId: run.workflowId },
    reason: 'test',
    workflowTaskFinishEventId: task.eventId,
    requestId: randomUUID(),
  });
  return client.workflow.getHandle<typeof deploy>(run.workflowId, runId);
}

export async function until<T>(
  look: () => Promise<T | undefined | false | null> | T | undefined | false | null,
): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never seen: ${look}`);
}

export const waitingOf = (run: Run) => until(async () => ((await run.query(progress)) as Progress).waiting);

/** Answers the wait that the run is in. */
export async function answer(run: Run, verb: Verb): Promise<string> {
  const { id } = await waitingOf(run);
  return run.executeUpdate(decide, { args: [{ waitId: id, verb, by: 'bert', reason: 'looked' }] });
}

export const statesOf = (result: { steps: RunResult['steps'] }): Record<string, string> =>
  Object.fromEntries(result.steps.map(({ id, state }) => [id, state]));
