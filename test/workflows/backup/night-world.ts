/**
 * The real night on a real Temporal, with runs of apps that do what their names
 * say (`night-stubs.ts`), and fakes beside them.
 */
import type {
  WorkflowFailedError,
  WorkflowHandle,
  WorkflowHandleWithFirstExecutionRunId,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { type NightPlan, upkeep } from '../../../src/protocol/reports/night';
import type { NightRequest } from '../../../src/protocol/requests';
import type { RunResult } from '../../../src/protocol/run';
import { logger, testTemporal } from '../../support/temporal';
import { hangs } from '../fakes';

export interface Told {
  night?: {
    startedAt: string;
    succeeded: number;
    failed: { app: string; code: string }[];
    skipped: string[];
    upkeep: { code: string; message: string } | null;
  };
  /** Kinds, and the text of the last one. */
  pings: string[];
  pinged?: string;
  report?: { outcome: string; failure: { code: string; message: string; step?: string } | null };
}

export interface Course extends Pick<NightPlan, 'left' | 'grace' | 'warnings'> {
  apps: string[];
  missing: string[];
  /** Names of activities: one fails, one does not end by itself. */
  broken?: string;
  slow?: string;
}

export class NightWorld {
  course!: Course;
  told: Told = { pings: [] };
  called: string[] = [];
  tries = new Map<string, number>();
  /** What the apps' runs were given, and when the night was said to have begun. */
  requests: { lockLimit?: number }[] = [];
  begun: string[] = [];
  private nights = 0;
  private worker!: Worker;
  private running!: Promise<void>;

  private constructor(readonly env: TestWorkflowEnvironment) {}

  /** `settings`: of the server. */
  static async create(settings: string[] = []): Promise<NightWorld> {
    const extraArgs = settings.flatMap((setting) => ['--dynamic-config-value', setting]);
    const env = await testTemporal({ extraArgs });
    const world = new NightWorld(env);
    world.worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue: 'night',
      workflowBundle: await bundleWorkflowCode({ workflowsPath: require.resolve('./night-stubs'), logger }),
      activities: world.activities(),
      maxHeartbeatThrottleInterval: 100,
    });
    world.running = world.worker.run();
    return world;
  }

  private activities(): Record<string, (...args: never[]) => Promise<unknown>> {
    const fail = (name: string): void => {
      if (this.course.broken === name)
        throw ApplicationFailure.nonRetryable(
          'it is damaged',
          name === 'planNight' ? 'FleetInvalid' : 'ResticFailed',
        );
    };
    const step = (name: string) => async () => {
      this.called.push(name);
      if (this.course.slow === name) await hangs();
      fail(name);
      return { seconds: 0, note: 'done' };
    };
    return {
      triesOf: async (request: { app: string; lockLimit?: number }) => {
        this.requests.push(request);
        this.tries.set(request.app, (this.tries.get(request.app) ?? 0) + 1);
        return this.tries.get(request.app);
      },
      planNight: async ({ startedAt }: { startedAt: string }) => {
        this.begun.push(startedAt);
        fail('planNight');
        const { apps, left, grace, warnings } = this.course;
        return {
          apps: apps.map((app) => ({ app, host: 'hornbill' })),
          atOnce: { perHost: 3, all: 6 },
          left,
          grace,
          lockLimit: 7_800_000,
          warnings,
        };
      },
      proveSnapshots: async () => ({ missing: this.course.missing }),
      ...Object.fromEntries(Object.keys(upkeep).map((name) => [name, step(name)])),
      recordNight: async (night: Told['night']) => void (this.told.night = night),
      pingNight: async (kind: string, text: string) => {
        this.told.pings.push(kind);
        this.told.pinged = text;
      },
      reportRun: async (report: Told['report']) => void (this.told.report = report),
    };
  }

  async start(
    apps: string[],
    more: Partial<Course> = {},
    request: NightRequest = {},
    workflowExecutionTimeout?: number,
  ): Promise<WorkflowHandleWithFirstExecutionRunId> {
    this.course = { apps, left: 600_000, grace: 600_000, warnings: [], missing: [], ...more };
    [this.told, this.called, this.tries, this.requests, this.begun] = [{ pings: [] }, [], new Map(), [], []];
    // Two nights would share the ids of their apps' runs.
    return this.env.client.workflow.start('nightlyBackup', {
      taskQueue: 'night',
      workflowId: `night-${this.nights++}`,
      args: [request],
      workflowExecutionTimeout,
    });
  }

  /** The code with which it ended; null: well. */
  async ended(...args: Parameters<NightWorld['start']>): Promise<string | null> {
    return (await this.start(...args)).result().then(
      () => null,
      (error: WorkflowFailedError) =>
        error.cause instanceof ApplicationFailure ? error.cause.type! : String(error.cause),
    );
  }

  /** How that app's last run stands. */
  async statusOf(app: string): Promise<string> {
    return (await this.env.client.workflow.getHandle(`backup-${app}`).describe()).status.name;
  }

  async close(): Promise<void> {
    this.worker.shutdown();
    await this.running;
    await this.env.teardown();
  }
}

/** A failed night's result is the first detail of its failure, a cancelled one's is in its memo. */
export async function resultOf(night: WorkflowHandle): Promise<RunResult> {
  try {
    return (await night.result()) as RunResult;
  } catch (error) {
    const { cause } = error as WorkflowFailedError;
    if (cause instanceof ApplicationFailure) return cause.details![0] as RunResult;
    return (await night.describe()).memo!.result as RunResult;
  }
}

export const states = ({ steps }: RunResult): Record<string, string> =>
  Object.fromEntries(steps.map(({ id, state }) => [id, state]));
