/** 150 apps that are pushed at once, on fake hosts: how long each is down between stop and start. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../src/lib/log';
import { taskQueue } from '../src/protocol/names';
import type { Plan } from '../src/protocol/plan';
import type { Step } from '../src/protocol/steps/step';
import { startEmbedded, stopEmbedded } from '../src/services/embedded';
import { connectClient } from '../src/temporal/connect';
import { resolveConnection } from '../src/temporal/resolve';
import { bounds, type Bounds } from '../src/workers/turns';
import { runWorker } from '../src/workers/worker';
import { activityNames, FakeApp, fakeActivities, lasts } from '../test/workflows/fakes';
import { commit, planOf, step } from '../test/workflows/plans';
import { median, round, type Bench } from './types';

const APPS = 150;
const HOSTS = 10;
/** ms */
const BUILD = 2_000;
const DOWN = 400;

/** As it was before there were bounds. */
const unbounded: Bounds = { slots: 50, builds: { perHost: Infinity, all: Infinity }, patient: Infinity };

export const pushBench: Bench = async (say) => {
  const root = mkdtempSync(join(tmpdir(), 'roost-bench-'));
  const env = { ...process.env, XDG_STATE_HOME: root };
  try {
    await startEmbedded({ env, port: 0, uiPort: 0, log: say });
    const without = await push(env, unbounded, 'without');
    say(`without bounds: longest ${without.longest} s, median ${without.median} s, in ${without.seconds} s`);
    const bounded = await push(env, bounds, 'with');
    say(`with bounds: longest ${bounded.longest} s, median ${bounded.median} s, in ${bounded.seconds} s`);
    return {
      ratios: {
        longestOfMedian: round(bounded.longest / bounded.median),
        longestOfMedianWithout: round(without.longest / without.median),
      },
      figures: { apps: APPS, hosts: HOSTS, bounded, without, buildsAtOnce: bounded.builds },
      table: [
        '| 150 apps at once | longest down | median down | builds at once | all done |',
        '|-|-|-|-|-|',
        ...[['without bounds', without] as const, ['with bounds', bounded] as const].map(
          ([name, one]) =>
            `| ${name} | ${one.longest} s | ${one.median} s | ${one.builds} | ${one.seconds} s |`,
        ),
      ].join('\n'),
    };
  } finally {
    await stopEmbedded(env);
    rmSync(root, { recursive: true, force: true });
  }
};

interface Pushed {
  longest: number;
  median: number;
  builds: number;
  seconds: number;
}

async function push(env: NodeJS.ProcessEnv, turns: Bounds, name: string): Promise<Pushed> {
  const stopped = new Map<string, number>();
  const down: number[] = [];
  let [building, builds] = [0, 0];
  const apps = Array.from({ length: APPS }, (_, i) => {
    const app = `${name}${i}`;
    const fake = new FakeApp(planFor(app, `host${i % HOSTS}`));
    fake.on('build', async () => {
      builds = Math.max(builds, (building += 1));
      await Promise.resolve(lasts(BUILD)()).finally(() => (building -= 1));
    });
    fake.on('stop', () => void stopped.set(app, performance.now()));
    fake.on('dump', lasts(DOWN));
    fake.on('start', () => void down.push((performance.now() - stopped.get(app)!) / 1000));
    return [app, fake] as const;
  });
  const fakes = fakeActivities(new Map(apps));
  const temporal = await connectClient({ env });
  const end = new AbortController();
  const working = runWorker({
    target: resolveConnection(env),
    activities: Object.fromEntries(activityNames.map((one) => [one, fakes[one]])),
    workflows: { workflowsPath: require.resolve('../src/workflows') },
    log: createLogger({ level: 'warn', pretty: false }),
    signal: end.signal,
    turns,
  });
  try {
    const began = performance.now();
    await Promise.all(
      apps.map(async ([app]) => {
        const run = await temporal.client.workflow.start('deploy', {
          taskQueue,
          workflowId: `deploy-${app}`,
          args: [{ app, by: 'bench' }],
        });
        await run.result();
      }),
    );
    if (down.length !== APPS) throw new Error(`${down.length} of ${APPS} apps were started`);
    const seconds = Math.round((performance.now() - began) / 1000);
    return { longest: round(Math.max(...down)), median: round(median(down)), builds, seconds };
  } finally {
    end.abort();
    await working;
    await temporal.close();
  }
}

function planFor(app: string, host: string): Plan {
  const kinds = (call: Step['call']['run']): Partial<Step> => ({
    call: { run: call, args: {} } as Step['call'],
  });
  const plan = planOf([
    step('build', { ...kinds('buildImages'), retry: 'long', undo: undefined }),
    step('stop', { undo: undefined }),
    step('dump', { ...kinds('dumpData'), retry: 'long', undo: undefined }),
    step('start', { undo: undefined }),
    commit(),
  ]);
  return { ...plan, scope: { ...plan.scope, app, host } };
}
