/** What a deploy costs the users of an app: `rolling`, `recreate` and the fleet's bash script, same host, same app. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchLabels, labDown, labUp, resetHost, startByScript, type Lab } from '../lab';
import { clearedAfter } from '../lab/interrupt';
import type { OtherProxy } from '../lab/other-proxies';
import { roostCli, type RoostCli } from '../lab/roost';
import { failed, startTraffic, type Sample } from '../lab/traffic';
import { changeTo, metBehind, type Met } from './proxies';
import { median, round, type Bench, type BenchResult } from './types';

const ROUNDS = 3;
const SLOW_MS = 200;
const DOMAIN = 'phone.sgos.example';
const LAB = 'bench';

interface Run {
  failed: number;
  slow: number;
  requests: number;
  /** Seconds from the first answer that was not the app's to the last. */
  window: number;
  /** Seconds of the whole command. */
  wall: number;
  /** Seconds of the build, where the run tells. */
  build?: number;
}

interface DeployAnswer {
  result: { steps: { id: string; seconds?: number }[] };
}

/** `--proxies`: only what is met behind each kind of proxy. */
export const deployBench: Bench = async (say, flags) => {
  const rounds = flags.includes('--proxies') ? 0 : ROUNDS;
  const state = mkdtempSync(join(tmpdir(), 'roost-bench-'));
  let roost: RoostCli | undefined;
  const clear = async (): Promise<void> => {
    await roost?.run(['down']);
    await labDown(LAB);
    rmSync(state, { recursive: true, force: true });
  };
  const body = async (interrupted: AbortSignal): ReturnType<Bench> => {
    const lab = await labUp({ name: LAB, hosts: 1, log: say });
    interrupted.throwIfAborted();
    roost = roostCli(state, lab.fleetFile);
    const { runs, behind } = await measure(lab, roost, rounds, say);
    return withProxies(rounds > 0 ? report(runs) : { ratios: {}, figures: {}, table: '' }, behind);
  };
  return clearedAfter(body, clear, say);
};

type Way = 'script' | 'recreate' | 'rolling';
type Behind = Record<'nginx' | OtherProxy, Met>;

async function measure(
  lab: Lab,
  roost: RoostCli,
  rounds: number,
  say: (text: string) => void,
): Promise<{ runs: Record<Way, Run[]>; behind: Behind }> {
  const host = lab.hosts[0]!;
  const commits = benchLabels.map((label) => lab.repos.phone.commits[label]!);
  let next = 0;
  const commit = (): string => commits[next++]!;
  const script = async (): Promise<undefined> => void (await startByScript(lab, host, 'phone', commit()));
  const deploy = async (strategy: Way): Promise<number | undefined> => {
    const answer = await roost.json<DeployAnswer>([
      'deploy',
      'phone',
      '--ref',
      commit(),
      '--strategy',
      strategy,
    ]);
    if (!answer.ok) throw new Error(`${answer.error?.code}: ${answer.error?.message}`);
    return answer.result.steps.find((step) => step.id === 'build')?.seconds;
  };

  await resetHost(host);
  say('warming up: the app is started by the script');
  await script();
  const up = await roost.run(['up', '--port', '0', '--ui-port', '0']);
  if (up.code !== 0) throw new Error(up.stderr);
  const runs: Record<Way, Run[]> = { script: [], recreate: [], rolling: [] };
  const row = async (way: Way, act: () => Promise<number | undefined>): Promise<void> => {
    for (let i = 0; i < rounds; i += 1) {
      const run = await watched(host.proxyUrl, act);
      runs[way].push(run);
      say(
        `${way}: ${run.wall} s in all, ${run.failed} of ${run.requests} requests failed, ${run.slow} slow, ${run.window} s of maintenance${run.build ? `, build ${run.build} s` : ''}`,
      );
    }
  };
  await row('script', script);
  say('adoption, not measured');
  await deploy('recreate');
  await row('recreate', () => deploy('recreate'));
  await row('rolling', () => deploy('rolling'));
  const again = async (strategy: Way): Promise<void> => {
    const answer = await roost.json([
      'deploy',
      'phone',
      '--ref',
      commits[next - 1]!,
      '--again',
      '--strategy',
      strategy,
    ]);
    if (!answer.ok) throw new Error(`${answer.error?.code}: ${answer.error?.message}`);
  };
  const met = async (kind: keyof Behind): Promise<Met> => {
    const one = await metBehind(lab, roost, () => again('rolling'), kind === 'traefik' ? 502 : 503);
    say(`behind ${kind}: ${JSON.stringify(one)}`);
    return one;
  };
  const nginx = await met('nginx');
  await changeTo(lab, 'caddy', () => again('recreate'));
  const caddy = await met('caddy');
  await changeTo(lab, 'traefik', () => again('recreate'));
  return { runs, behind: { nginx, caddy, traefik: await met('traefik') } };
}

async function watched(url: string, act: () => Promise<number | undefined>): Promise<Run> {
  const traffic = startTraffic({ url, domain: DOMAIN, every: 20, connections: ['new', 'kept'] });
  const start = performance.now();
  const build = await act();
  const wall = (performance.now() - start) / 1000;
  const samples = await traffic.stop();
  return {
    ...countOf(samples),
    wall: round(wall),
    ...(build === undefined ? {} : { build: round(build, 1) }),
  };
}

function countOf(samples: Sample[]): Omit<Run, 'wall'> {
  const bad = samples.filter(failed);
  const from = Math.min(...bad.map((s) => s.at));
  const to = Math.max(...bad.map((s) => s.at + s.ms));
  return {
    requests: samples.length,
    failed: bad.length,
    slow: samples.filter((s) => !failed(s) && s.ms > SLOW_MS).length,
    window: bad.length > 0 ? round((to - from) / 1000) : 0,
  };
}

const SETTLE_S = 10;

/** Of Traefik a stand-in was asked. */
function withProxies(result: BenchResult, behind: Behind): BenchResult {
  const rows = Object.entries(behind).map(([kind, met]) =>
    [
      (kind === 'traefik' ? 'traefik*' : kind).padEnd(10),
      ...[met.requests, met.lostNew, met.lostKept, met.cut].map((value) => String(value).padStart(9)),
    ].join(' '),
  );
  const lost = Object.values(behind).reduce((sum, met) => sum + met.lostNew + met.lostKept + met.cut, 0);
  return {
    ratios: { ...result.ratios, behindProxiesLost: lost },
    figures: { ...result.figures, behind },
    table: [
      result.table,
      '',
      '            requests lost, new lost, kept  page cut',
      ...rows,
      'one rolling deploy each, then the maintenance page on and off; * a stand-in',
    ].join('\n'),
  };
}

function report(runs: Record<Way, Run[]>): Awaited<ReturnType<Bench>> {
  const of = (way: Way, key: 'failed' | 'slow' | 'window' | 'wall' | 'requests') =>
    median(runs[way].map((run) => run[key]));
  const figures = Object.fromEntries(
    (['script', 'recreate', 'rolling'] as const).map((way) => [
      way,
      {
        requests: of(way, 'requests'),
        failed: of(way, 'failed'),
        slow: of(way, 'slow'),
        maintenance: of(way, 'window'),
        wall: of(way, 'wall'),
      },
    ]),
  );
  const builds = [...runs.recreate, ...runs.rolling].flatMap((run) =>
    run.build === undefined ? [] : [run.build],
  );
  return {
    ratios: {
      // Every round counts: one lost request is one too many.
      rollingLost: runs.rolling.reduce((sum, run) => sum + run.failed, 0),
      recreateWindow: round(of('recreate', 'window') / of('script', 'window')),
      wall: round((of('recreate', 'wall') - SETTLE_S) / of('script', 'wall')),
    },
    figures: { ...figures, build: median(builds), settle: SETTLE_S, rounds: ROUNDS },
    table: [
      '            failed   slow  maintenance s   wall s',
      ...(['script', 'recreate', 'rolling'] as const).map((way) =>
        [
          way.padEnd(10),
          String(of(way, 'failed')).padStart(8),
          String(of(way, 'slow')).padStart(6),
          of(way, 'window').toFixed(2).padStart(14),
          of(way, 'wall').toFixed(2).padStart(8),
        ].join(' '),
      ),
      `build ${median(builds)} s; medians of ${ROUNDS}; recreate and rolling with a settle of ${SETTLE_S} s`,
    ].join('\n'),
  };
}
