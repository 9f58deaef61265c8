/** The worker of the matrix: roost's own parts, with points and, if told so, a planted defect around them. */
import type { InjectedSinks } from '@temporalio/worker';
import { createActivities } from '../../../src/activities';
import { createLogger } from '../../../src/lib/log';
import { connectClient } from '../../../src/temporal/connect';
import { resolveConnection } from '../../../src/temporal/resolve';
import { createDeps } from '../../../src/workers/deps';
import { patiently } from '../../../src/workers/patience';
import { runWorker } from '../../../src/workers/worker';
import { Control } from '../control';
import { Defects } from './defects';
import { Points } from './points';
import { untilReported } from './reported';
import type { PointSinks } from './workflow-points';

async function main(): Promise<void> {
  const { env } = process;
  // Only now: the compiler's cache stays where it is.
  env.TMPDIR = env.ROOST_CRASH_TMP;
  const log = createLogger();
  const target = resolveConnection(env);
  const deps = (await patiently(() => createDeps({ env, target, log, fleet: env.ROOST_FLEET! }), log))!;
  const control = new Control(env.ROOST_CRASH!);
  const points = new Points(control, async (workflowId) => {
    const temporal = await connectClient({ target });
    await untilReported(temporal, workflowId).finally(() => temporal.close());
  });
  const defects = new Defects(control);
  const sinks: InjectedSinks<PointSinks> = {
    points: {
      answered: {
        fn: (info, activity) => points.answered(info.workflowId, activity),
        callDuringReplay: false,
      },
    },
  };
  await runWorker({
    target,
    activities: createActivities({
      ...deps,
      host: (config) => points.host(deps.host(config)),
      restic: async (...args) => points.restic(await deps.restic(...args)),
      guard: (host, directory) => defects.guard(deps.guard(host, directory)),
    }),
    workflows: { workflowBundle: { codePath: env.ROOST_CRASH_BUNDLE! } },
    activityInterceptors: [points.interceptor, defects.interceptor(deps)],
    sinks,
    log,
  });
  await deps.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
