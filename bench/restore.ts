/** A restore by roost beside the fleet's own way (stop; psql <; copy; start), of the same data on the same host. */
import { clearedAfter } from '../lab/interrupt';
import { failed, startTraffic } from '../lab/traffic';
import { APP, DB, openStage, type Stage } from './restore/stage';
import { median, round, type Bench, type BenchResult } from './types';

const ROUNDS = 2;
const DOMAIN = 'phone.sgos.example';
/** Of 1 GB of rows and 2 GB of files: small enough for a machine with two cores. */
const SIZE = 0.1;

interface Run {
  /** Seconds from the first request that failed to the end of the last. */
  down: number;
  /** Seconds of all of it, from the repository on. */
  wall: number;
  /** Of roost: seconds of its steps. */
  steps: Record<string, number>;
}

type Way = 'own' | 'roost';

/** `--size 1`: a database of 1 GB and 2 GB of files. */
export const restoreBench: Bench = async (say, flags) => {
  const at = flags.indexOf('--size');
  const size = at < 0 ? SIZE : Number(flags[at + 1]);
  if (!(size > 0 && size <= 2)) throw new Error('--size is a number up to 2, such as 0.1');
  let close: (() => Promise<void>) | undefined;
  return clearedAfter(
    async (interrupted) => {
      const stage = await openStage(size, say, (closing) => (close = closing));
      const runs: Record<Way, Run[]> = { own: [], roost: [] };
      for (let i = 0; i < ROUNDS; i += 1)
        for (const way of i % 2 === 0 ? (['own', 'roost'] as const) : (['roost', 'own'] as const)) {
          interrupted.throwIfAborted();
          runs[way].push(await restored(stage, way));
          const { down, wall, steps } = runs[way].at(-1)!;
          const each = Object.entries(steps).map(([id, seconds]) => `, ${id} ${seconds}`);
          say(`${way}: down ${down} s, ${wall} s in all${each.join('')}`);
        }
      return report(runs, size);
    },
    async () => close?.(),
    say,
  );
};

const amount = ({ on }: Stage): Promise<string> =>
  on(
    `${DB} psql -U phone -d phone -Atc 'select count(*), sum(hashtext(note)::bigint) from calls'; cd ${APP}/data/voicemails && cat *.mp3 | sha256sum`,
  );

/** Loses rows and files, and brings them back by one way. */
async function restored(stage: Stage, way: Way): Promise<Run> {
  const before = await amount(stage);
  await stage.on(
    `${DB} psql -U phone -d phone -qc 'delete from calls where id % 2 = 0'; rm ${APP}/data/voicemails/1*.mp3`,
  );
  const traffic = startTraffic({
    url: stage.host.proxyUrl,
    domain: DOMAIN,
    every: 20,
    connections: ['new', 'kept'],
  });
  const start = performance.now();
  const steps = way === 'own' ? await byHand(stage) : await byRoost(stage);
  const wall = (performance.now() - start) / 1000;
  const bad = (await traffic.stop()).filter(failed);
  const down =
    Math.max(...bad.map(({ at, ms }) => at + ms), 0) - Math.min(...bad.map(({ at }) => at), Infinity);
  if ((await amount(stage)) !== before) throw new Error(`${way} has not brought all data back`);
  return { down: round(Math.max(down, 0) / 1000), wall: round(wall), steps };
}

async function byRoost({ roost, on }: Stage): Promise<Run['steps']> {
  const answer = await roost.json<{ result: { steps: { id: string; seconds?: number }[] } }>([
    'restore',
    'phone',
  ]);
  if (!answer.ok) throw new Error(`${answer.error?.code}: ${answer.error?.message}`);
  // The way back would fill the disk of the machine, round by round.
  await on(
    `for one in $(${DB} psql -U phone -d postgres -Atc "select datname from pg_database where datname like 'roost_kept_%'" </dev/null); do ${DB} psql -U phone -d postgres -qc "drop database $one" </dev/null; done
     rm -rf ${APP}/.roost/restores/*/kept ${APP}/data/.voicemails.roost-kept-*`,
  );
  return Object.fromEntries(answer.result!.steps.map(({ id, seconds = 0 }) => [id, round(seconds)]));
}

/** What a page of notes says: everything while the app is down, once the copies are on the host. */
async function byHand({ on, bring }: Stage): Promise<Run['steps']> {
  await bring();
  await on(`
    app=$(docker ps -q --filter label=com.docker.compose.service=app)
    docker stop "$app" >/dev/null
    ${DB} psql -U phone -d postgres -qc 'drop database phone with (force)' -c 'create database phone' </dev/null
    ${DB} psql -U phone -d phone -q -v ON_ERROR_STOP=1 </tmp/roost-own/phone.sql >/dev/null
    rm -rf ${APP}/data/voicemails
    cp -a /tmp/roost-own/voicemails ${APP}/data/
    docker start "$app" >/dev/null
    until [ "$(docker inspect -f '{{.State.Health.Status}}' "$app")" = healthy ]; do sleep 0.2; done
    rm -rf /tmp/roost-own/*`);
  return {};
}

function report(runs: Record<Way, Run[]>, size: number): BenchResult {
  const of = (way: Way, key: 'down' | 'wall'): number => median(runs[way].map((run) => run[key]));
  const figures = {
    own: { down: round(of('own', 'down')), wall: round(of('own', 'wall')) },
    roost: { down: round(of('roost', 'down')), wall: round(of('roost', 'wall')) },
    steps: runs.roost.at(-1)!.steps,
    size,
    rounds: ROUNDS,
  };
  return {
    ratios: {
      downtime: round(of('roost', 'down') / of('own', 'down'), 3),
      wall: round(of('roost', 'wall') / of('own', 'wall')),
    },
    figures,
    table: [
      `${size} GB of rows, ${2 * size} GB of files   down s   wall s`,
      ...(['own', 'roost'] as const).map(
        (way) =>
          `${way.padEnd(32)}${String(figures[way].down).padStart(8)}${String(figures[way].wall).padStart(9)}`,
      ),
    ].join('\n'),
  };
}
