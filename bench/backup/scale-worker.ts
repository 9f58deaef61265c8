/** The worker in a process of its own, so that its memory is nobody else's: roost's own parts, but for hosts and repository. */
import { join } from 'node:path';
import { createActivities } from '../../src/activities';
import { resolveConnection } from '../../src/temporal';
import { createDeps } from '../../src/workers/deps';
import { createLogger } from '../../src/workers/log';
import { runWorker } from '../../src/workers/worker';
import { fakeGuard, fakeHost, fakeJobs, fakeRestic } from './fake-parts';

async function main(): Promise<void> {
  const { env } = process;
  const [log, target, restic] = [createLogger({ level: 'warn', pretty: false }), resolveConnection(env), fakeRestic()];
  const deps = await createDeps({ env, target, log });
  const activities = createActivities({
    ...deps,
    host: ({ name }) => fakeHost(name),
    jobs: fakeJobs,
    guard: (_, app) => fakeGuard(app),
    restic: async () => restic,
  });
  await runWorker({ target, activities, workflows: { workflowBundle: { codePath: join(__dirname, '..', '..', 'dist', 'workflow-bundle.js') } }, log });
  await deps.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
