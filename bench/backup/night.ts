/** One night by roost beside one by the fleet's bash script, on the same hosts and the same changes. */
import type { RoostCli } from '../../lab/roost';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { median, round } from '../types';
import { changeData } from './apps';
import { timesOf, type NightTimes } from './histories';
import { load, type Stage } from './stage';

const ROUNDS = 3;
/** As the fleet file of the stage says. */
const AT_ONCE = 6;

interface Round {
  script: number;
  /** The whole command. */
  roost: number;
  times: NightTimes;
  load: number[];
}

export interface NightFigures {
  ratios: { speedup: number; overFloor: number };
  /** Seconds, but for the last three. */
  figures: {
    script: number;
    /** The whole command. */
    roost: number;
    /** The run itself. */
    night: number;
    /** The mean one. */
    chain: number;
    slowestChain: number;
    firstNight: { script: number; roost: number; overFloor: number };
    apps: number;
    rounds: number;
    /** Before, between and after the two ways of each round. */
    load: number[];
  };
}

export async function measureNights(
  stage: Stage,
  interrupted: AbortSignal,
  say: (text: string) => void,
): Promise<NightFigures> {
  const { apps, roost, repositories } = stage;
  const temporal = await connectClient({ env: roost.env });
  try {
    // Everything is new to both, and each makes what it will find again.
    const first = await oneRound(stage, temporal, 0);
    say(`the first night: ${told(first)}`);
    const rounds: Round[] = [];
    for (let day = 1; day <= ROUNDS; day += 1) {
      interrupted.throwIfAborted();
      await changeData(apps, day);
      const one = await oneRound(stage, temporal, day);
      rounds.push(one);
      say(`night ${day}: ${told(one)}`);
    }
    for (const way of ['script', 'roost'] as const) {
      const { length } = await repositories[way].snapshots();
      const due = apps.length * (ROUNDS + 1);
      if (length !== due)
        throw new Error(`${way} made ${length} snapshots, not one for each app and night: ${due}`);
    }
    return figuresOf(first, rounds);
  } finally {
    await temporal.close();
  }
}

const told = ({ script, roost, times, load: loads }: Round): string =>
  `script ${round(script)} s, roost ${round(roost)} s, over its floor ${round(overFloor(times))}; load ${loads.join(', ')}`;

async function oneRound({ apps, roost, script }: Stage, temporal: Temporal, day: number): Promise<Round> {
  const loads = [load()];
  const seconds = { script: 0, roost: 0 };
  let night = '';
  const names = apps.map(({ name }) => name);
  const ways = { script, roost: async () => void (night = await backUp(roost, names)) };
  // By turns the first: what else the machine does falls on both.
  for (const way of day % 2 === 0 ? (['script', 'roost'] as const) : (['roost', 'script'] as const)) {
    const start = performance.now();
    await ways[way]();
    seconds[way] = (performance.now() - start) / 1000;
    loads.push(load());
  }
  return { ...seconds, times: await timesOf(temporal.client, night), load: loads };
}

/** Named one by one: without what a night does afterwards. Returns the night's workflow id. */
async function backUp(roost: RoostCli, apps: string[]): Promise<string> {
  const answer = await roost.json<{ run: { workflowId: string } }>(['backup', ...apps]);
  if (!answer.ok) throw new Error(`${answer.error?.code}: ${answer.error?.message}`);
  return answer.run.workflowId;
}

/** No order of so many apps can end sooner than that, six at a time. */
const floorOf = ({ chains }: NightTimes): number =>
  Math.max(
    ...chains,
    Math.ceil(chains.length / AT_ONCE) * (chains.reduce((sum, one) => sum + one, 0) / chains.length),
  );

const overFloor = (times: NightTimes): number => times.wall / floorOf(times);

function figuresOf(first: Round, rounds: Round[]): NightFigures {
  const of = (key: (one: Round) => number): number => median(rounds.map(key));
  const mean = ({ chains }: NightTimes): number => chains.reduce((sum, one) => sum + one, 0) / chains.length;
  return {
    ratios: {
      speedup: round(of((one) => one.script) / of((one) => one.roost)),
      overFloor: round(of((one) => overFloor(one.times))),
    },
    figures: {
      script: round(of((one) => one.script)),
      roost: round(of((one) => one.roost)),
      night: round(of((one) => one.times.wall)),
      chain: round(of((one) => mean(one.times))),
      slowestChain: round(of((one) => Math.max(...one.times.chains))),
      firstNight: {
        script: round(first.script),
        roost: round(first.roost),
        overFloor: round(overFloor(first.times)),
      },
      apps: rounds[0]!.times.chains.length,
      rounds: rounds.length,
      load: rounds.flatMap((one) => one.load),
    },
  };
}
