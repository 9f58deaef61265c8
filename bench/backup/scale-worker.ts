/** The worker in a process of its own, so that its memory is nobody else's: roost's own parts, but for hosts and repository. */
import { basename, join } from 'node:path';
import { fakeGuard, fakeHost, fakeJobs, fakeRestic } from './fake-parts';

const dist = join(__dirname, '..', '..', 'dist');
/** As it is built, and as it runs elsewhere: what compiles it on the way would take memory too. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const built = <T>(path: string): T => require(join(dist, path)) as T;

const { createActivities } = built<typeof import('../../src/activities')>('activities');
const { resolveConnection } = built<typeof import('../../src/temporal/resolve')>('temporal/resolve');
const { createDeps } = built<typeof import('../../src/workers/deps')>('workers/deps');
const { createLogger } = built<typeof import('../../src/lib/log')>('lib/log');
const { runWorker } = built<typeof import('../../src/workers/worker')>('workers/worker');

async function main(): Promise<void> {
  const { env } = process;
  const [log, target, restic] = [
    createLogger({ level: 'warn', pretty: false }),
    resolveConnection(env),
    fakeRestic(),
  ];
  const deps = await createDeps({ env, target, log });
  const activities = createActivities({
    ...deps,
    host: ({ name }) => fakeHost(name),
    jobs: fakeJobs,
    guard: (_, directory) => fakeGuard(basename(directory)),
    restic: async () => restic,
  });
  await runWorker({
    target,
    activities,
    workflows: { workflowBundle: { codePath: join(dist, 'workflow-bundle.js') } },
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
