import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createActivities } from '../activities';
import { writeJson } from '../lib/files/json-file';
import { makeStateFolder, stateFiles, type WorkerMetrics } from '../lib/files/state';
import type { Logger } from '../lib/log';
import { identify } from '../lib/process';
import { freePort } from '../services/ports';
import { ensureSearchAttributes } from '../temporal/namespace';
import { resolveConnection } from '../temporal/resolve';
import { checkAlerts } from './alerts/evaluate';
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

/** Runs the worker with its adapters, activities and workflows. Returns when it has drained. */
export async function serve({ env = process.env, log, signal }: ServeOptions): Promise<void> {
  const target = resolveConnection(env);
  const options = { env, target, log, fleet: env.ROOST_FLEET || undefined };
  const deps = await patiently(() => createDeps(options), log, signal);
  if (!deps) return;
  const ending = new AbortController();
  const sweeping = keepSweeping((since) => sweep(deps.temporal.client, deps, since), log, ending.signal);
  let watching: Promise<void> | undefined;
  try {
    // A run that names an attribute which the server does not know would hang.
    await ensureSearchAttributes(deps.temporal.connection, target.namespace).catch((error: unknown) =>
      log.warn({ error }, 'The search attributes could not be checked'),
    );
    // Manual deploys need no Schedule, so a failure here does not stop the worker.
    await deps
      .followHeads()
      .catch((error: unknown) => log.error({ error }, 'The Schedule that compares heads could not be set'));
    await deps
      .followNights()
      .catch((error: unknown) => log.error({ error }, 'The Schedule of the nightly backup could not be set'));
    await deps
      .followHosts()
      .catch((error: unknown) => log.error({ error }, 'The Schedule that compares hosts could not be set'));
    // Begins after the Schedules are made, because a missing one is an alert.
    const parts = watchParts(deps, alertsFile(env));
    watching = keepWatching(() => checkAlerts(parts, ending.signal), log, ending.signal);
    await runWorker({
      target,
      activities: createActivities(deps),
      workflows: workflows(),
      log,
      metricsAddress: await metricsAddress(env),
      signal,
    });
  } finally {
    ending.abort();
    // Closing the connection ends a pending request to Temporal.
    await Promise.all([deps.close(), sweeping, watching]);
  }
}

function alertsFile(env: NodeJS.ProcessEnv): string {
  const files = stateFiles(env);
  makeStateFolder(files);
  return files.alerts;
}

/** On the loopback, where this machine's gateway reads the metrics; `ROOST_METRICS` names another address. */
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

/** A build has the bundle beside this folder. From source, as in tests, the SDK bundles at the start. */
function workflows(): RunWorkerOptions['workflows'] {
  const codePath = join(__dirname, '..', 'workflow-bundle.js');
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: require.resolve('../workflows') };
}
