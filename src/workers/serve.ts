import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createActivities } from '../activities';
import { writeJson } from '../lib/json-file';
import type { Logger } from '../lib/log';
import { identify } from '../lib/process';
import { makeStateFolder, stateFiles, type WorkerMetrics } from '../lib/state';
import { freePort } from '../services/ports';
import { resolveConnection } from '../temporal/resolve';
import { look } from './alerts/evaluate';
import { keepWatching, watchParts } from './alerts/watcher';
import { createDeps } from './deps';
import { patiently } from './patience';
import { sweep } from './runs/sweep';
import { keepSweeping } from './runs/sweeper';
import { runWorker, type RunWorkerOptions } from './worker';

export interface ServeOptions {
  env?: NodeJS.ProcessEnv;
  log: Logger;
  signal?: AbortSignal;
}

/** The roost worker: its adapters, its activities, its workflows. Returns when it has drained. */
export async function serve({ env = process.env, log, signal }: ServeOptions): Promise<void> {
  const target = resolveConnection(env);
  const options = { env, target, log, ...(env.ROOST_FLEET && { fleet: env.ROOST_FLEET }) };
  const deps = await patiently(() => createDeps(options), log, signal);
  if (!deps) return;
  const ending = new AbortController();
  const sweeping = keepSweeping((since) => sweep(deps.temporal.client, deps, since), log, ending.signal);
  let watching: Promise<void> | undefined;
  try {
    // Deploys by hand need no Schedule: a worker without one is better than none.
    await deps
      .followHeads()
      .catch((error: unknown) => log.error({ error }, 'The Schedule that compares heads could not be set'));
    await deps
      .followNights()
      .catch((error: unknown) => log.error({ error }, 'The Schedule of the nightly backup could not be set'));
    // After the Schedules are made: one that is not there yet is no alert.
    const parts = watchParts(deps, alertsFile(env));
    watching = keepWatching(() => look(parts, ending.signal), log, ending.signal);
    await runWorker({
      target,
      activities: createActivities(deps),
      workflows: workflows(),
      log,
      metricsAddress: await metricsAddress(env),
      ...(signal && { signal }),
    });
  } finally {
    ending.abort();
    // A question to Temporal that is under way ends with the connection.
    await Promise.all([deps.close(), sweeping, watching]);
  }
}

function alertsFile(env: NodeJS.ProcessEnv): string {
  const files = stateFiles(env);
  makeStateFolder(files);
  return files.alerts;
}

/** Loopback, where the gateway on this machine finds it and hands it on; `ROOST_METRICS` names another address. */
async function metricsAddress(env: NodeJS.ProcessEnv): Promise<string> {
  const address = env.ROOST_METRICS ?? `127.0.0.1:${await freePort()}`;
  const files = stateFiles(env);
  makeStateFolder(files);
  writeJson(files.workerMetrics, {
    ...identify(process.pid),
    url: `http://${address}/metrics`,
  } satisfies WorkerMetrics);
  return address;
}

/** Built: the bundle beside this folder. From source, as in tests: the SDK bundles at the start. */
function workflows(): RunWorkerOptions['workflows'] {
  const codePath = join(__dirname, '..', 'workflow-bundle.js');
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: require.resolve('../workflows') };
}
