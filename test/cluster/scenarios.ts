import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { labUp } from '../../lab';
import { roostCli } from '../../lab/roost';
import { searchAttributes, taskQueue } from '../../src/protocol/names';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { describeNamespace } from '../../src/temporal/namespace';
import { ended, spawnWorker } from '../services/support/worker';
import type { Cluster } from './cluster';
import { endPart } from './process';

export interface Stage {
  cluster: Cluster;
  /** A folder for files of the scenario. */
  scratch: string;
  say: (line: string) => void;
}

type Scenario = (stage: Stage) => Promise<void>;

const manyRuns = 30;

async function withTemporal<T>({ cluster }: Stage, body: (temporal: Temporal) => Promise<T>): Promise<T> {
  const temporal = await connectClient({ env: cluster.env, timeout: 15_000 });
  const worker = spawnWorker(cluster.env);
  try {
    return await body(temporal);
  } finally {
    worker.kill('SIGTERM');
    await ended(worker);
    await temporal.close();
  }
}

const start = ({ client }: Temporal, file: string, waitMs: number) =>
  client.workflow.start('countTwice', {
    taskQueue,
    workflowId: file,
    args: [file, waitMs],
    searchAttributes: { RoostApp: ['web'] },
  });

/** In the order in which they run; a later one may find a smaller cluster. */
export const scenarios: Record<string, Scenario> = {
  'the namespace keeps runs for 90 days and has the search attributes': (stage) =>
    withTemporal(stage, async ({ connection, namespace }) => {
      const { retentionSeconds } = await describeNamespace(connection, namespace);
      assert.equal(retentionSeconds, 90 * 86_400);
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      assert.deepEqual(
        searchAttributes.filter((name) => !(name in (customAttributes ?? {}))),
        [],
      );
    }),

  'a run finishes': (stage) =>
    withTemporal(stage, async (temporal) => {
      const run = await start(temporal, join(stage.scratch, 'one'), 100);
      assert.equal(await run.result(), 2);
    }),

  'a deploy on a disposable host succeeds': async (stage) => {
    const lab = await labUp({ name: 'cluster', hosts: 1, log: stage.say });
    const temporal = Object.fromEntries(
      Object.entries(stage.cluster.env).filter(([name]) => name.startsWith('TEMPORAL_')),
    );
    const roost = roostCli(join(stage.scratch, 'state'), lab.fleetFile, temporal);
    try {
      const up = await roost.run(['up', '--worker-only']);
      assert.equal(up.code, 0, up.stderr);
      const { ok, error } = await roost.json(['deploy', 'site']);
      assert.ok(ok, `${error?.code}: ${error?.message}`);
    } finally {
      await roost.run(['down']);
      await lab.down();
    }
  },

  'a history process is killed in mid-load: nothing is lost, nothing runs twice': (stage) =>
    withTemporal(stage, async (temporal) => {
      const files = Array.from({ length: manyRuns }, (_, index) => join(stage.scratch, `many-${index}`));
      const runs = await Promise.all(files.map((file) => start(temporal, file, 3_000)));
      await endPart(stage.cluster.parts.history1, 'SIGKILL');
      const killed = Date.now();
      const results = await Promise.all(runs.map((run) => run.result()));
      stage.say(
        `${results.length} runs finished ${((Date.now() - killed) / 1000).toFixed(1)} s after the kill`,
      );
      assert.deepEqual(new Set(results), new Set([2]));
    }),
};
