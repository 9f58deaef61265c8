/** A real Temporal server with a worker on roost's own task queue: the real workflows, fake activities. */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { taskQueue } from '../../src/protocol/names';
import type { Step } from '../../src/protocol/steps/step';
import type { Temporal } from '../../src/temporal/connect';
import { temporalRuns } from '../../src/temporal/runs/client';
import type { Runs } from '../../src/temporal/runs/types';
import { findTool } from '../../src/tools';
import { attributes } from '../../src/workflows/run/shown/attributes';
import { workflowBundle } from '../support/workflow-bundle';
import { activityNames, FakeApp, fakeActivities } from '../workflows/fakes';
import { planOf } from '../workflows/plans';

export interface TemporalWorld {
  env: TestWorkflowEnvironment;
  runs: Runs;
  app(steps: Step[]): FakeApp;
  startWorker(): Promise<void>;
  end(): Promise<void>;
}

export async function temporalWorld(): Promise<TemporalWorld> {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger });
  const env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await findTool('temporal') },
      searchAttributes: Object.values(attributes),
    },
  });
  const { client, connection } = env;
  const uiUrl = (workflowId: string, runId?: string): string => `http://ui.example/${workflowId}/${runId}`;
  const temporal = {
    client,
    connection,
    address: 'test',
    namespace: 'default',
    plane: 'test',
    uiUrl,
    close: async () => {},
  };
  const apps = new Map<string, FakeApp>();
  let stop = async (): Promise<void> => {};
  return {
    env,
    runs: temporalRuns(temporal as Temporal),
    app(steps) {
      const plan = planOf(steps);
      const app = `app${apps.size}`;
      const fake = new FakeApp({ ...plan, scope: { ...plan.scope, app } });
      apps.set(app, fake);
      return fake;
    },
    async startWorker() {
      const all = fakeActivities(apps);
      const worker = await Worker.create({
        connection: env.nativeConnection,
        taskQueue,
        workflowBundle: await workflowBundle(),
        activities: Object.fromEntries(activityNames.map((name) => [name, all[name]])),
        maxHeartbeatThrottleInterval: 100,
      });
      const running = worker.run();
      stop = async () => {
        worker.shutdown();
        await running;
      };
    },
    async end() {
      await stop();
      await env.teardown();
    },
  };
}
