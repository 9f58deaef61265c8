/** `npm run crash`: strikes deploys at their points and compares what is left with an undisturbed run. */
import { Command, InvalidArgumentError } from 'commander';
import { clearedAfter } from '../interrupt';
import { labDown } from '../lab';
import { hunt } from './hunt';
import { observeAll, runCells, type Observed } from './matrix';
import { mutants } from './mutants';
import { count, line, table, unfinished } from './report';
import { Results } from './results';
import { scenarios } from './scenarios';
import type { Scenario } from './scenarios/types';
import { allCells, chosenCells, defaultCells, randomCells } from './select';
import { openStand, type Stand } from './stand';
import { faults, type Cell, type CellResult, type Fault } from './types';

interface Options {
  workflow?: string;
  scenario?: string[];
  fault: Fault[];
  at?: string;
  activity?: string[];
  seed: number;
  mutants?: boolean;
  json?: boolean;
  lanes: number;
  lab: string;
  keep?: boolean;
  fresh?: boolean;
}

const began = Date.now();
const tell = (text: string): void =>
  void process.stderr.write(`[${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s] ${text}\n`);

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}

const listOf =
  <T extends string>(known: readonly T[]) =>
  (text: string): T[] =>
    text.split(',').map((name) => {
      const found = known.find((one) => one === name);
      if (found === undefined) throw new InvalidArgumentError(`of ${known.join(', ')}`);
      return found;
    });

function where(text: string): string {
  if (!/^(\d+|all|chosen|random:\d+)$/.test(text))
    throw new InvalidArgumentError('the number of a point, `chosen`, `all` or `random:K`');
  return text;
}

function chosen({ at, seed, fault: which, activity }: Options, observed: Observed[]): Cell[] {
  const cells = (choose: typeof allCells): Cell[] => observed.flatMap(({ course }) => choose(course, which));
  const at_ = (n: number): Cell[] =>
    observed.flatMap(({ course }) => allCells({ ...course, points: course.points.slice(n - 1, n) }, which));
  const of = (all: Cell[]): Cell[] =>
    activity ? all.filter((cell) => activity.includes(cell.activity)) : all;
  if (at === undefined) return of(activity ? cells(allCells) : cells(defaultCells));
  if (at === 'all') return of(cells(allCells));
  if (at === 'chosen') return of(cells(chosenCells));
  const [, random] = at.split(':');
  return of(random ? randomCells(cells(allCells), Number(random), seed) : at_(Number(at)));
}

function nothing({ at, activity }: Options, observed: Map<string, Observed>): string {
  const points = [...observed.values()].flatMap(({ course }) => course.points);
  const activities = [...new Set(points.map((point) => point.activity))].join(', ');
  const named = activity?.join(', ');
  if (named !== undefined && !points.some((point) => activity?.includes(point.activity)))
    return `--activity: no point of ${named}; there are points of ${activities}`;
  return `--at ${at}: no such point${named ? ` of ${named}` : ''}; there are ${points.length}`;
}

const wantedBy = (options: Options): Scenario[] =>
  scenarios.filter(
    ({ name, workflow }) =>
      (options.scenario?.includes(name) ?? true) && (options.workflow ?? workflow) === workflow,
  );

/** Of a lane. */
const hostsOf = (wanted: Scenario[]): 0 | 1 | 2 =>
  wanted.some(({ hosts }) => hosts === 2) ? 2 : wanted.some(({ hosts }) => hosts !== 0) ? 1 : 0;

async function matrix(stand: Stand, options: Options): Promise<boolean> {
  const wanted = wantedBy(options);
  if (wanted.length === 0)
    throw new Error(`no such scenario; there are ${scenarios.map(({ name }) => name).join(', ')}`);
  const observed = await observeAll(stand.lanes, wanted, tell);
  const cells = chosen(
    options,
    wanted.map(({ name }) => observed.get(name)!),
  );
  if (cells.length === 0) throw new Error(nothing(options, observed));
  const results = new Results();
  if (options.fresh) results.forget();
  const former =
    options.at === 'all'
      ? results.read().filter((result) => cells.some((cell) => unfinished([cell], [result]).length === 0))
      : [];
  const left = unfinished(cells, former);
  tell(`${cells.length} cells${former.length > 0 ? `, ${former.length} of them done before` : ''}`);
  let done = former.length;
  const onResult = (result: CellResult): void => {
    if (options.at === 'all') results.add(result);
    tell(line(result, ++done, cells.length));
  };
  const all = [...former, ...(await runCells(stand.lanes, left, observed, onResult))];
  const seconds = Math.round((Date.now() - began) / 1000);
  for (const row of table(all)) process.stderr.write(`${row}\n`);
  const counts = count(all);
  const total = { cells: all.length, ...counts, seconds };
  console.log(
    options.json
      ? JSON.stringify(total)
      : Object.entries(total)
          .map(([name, number]) => `${name} ${number}`)
          .join(', '),
  );
  return counts.wrong === 0;
}

async function plant(stand: Stand, { json }: Options): Promise<boolean> {
  const needed = scenarios.filter(({ name }) => mutants.some(({ scenario }) => scenario === name));
  const observed = await observeAll(stand.lanes, needed, tell);
  const hunts = await hunt(stand.lanes, observed, ({ mutant, found, cells }) =>
    tell(
      `${mutant.name} (${mutant.says}): ${found ? `found by cell ${cells}\n${line(found, cells, cells)}` : `not found in ${cells} cells`}`,
    ),
  );
  const caught = hunts.filter(({ found }) => found).length;
  const total = { mutants: mutants.length, caught };
  console.log(json ? JSON.stringify(total) : `${caught} of ${mutants.length} planted defects found`);
  return caught === mutants.length;
}

const program = new Command('crash')
  .description('Crash a run at every step, and compare what is left with an undisturbed one')
  .option('--workflow <name>', 'only scenarios of this workflow')
  .option(
    '--scenario <names>',
    `of ${scenarios.map(({ name }) => name).join(', ')}; default: all`,
    listOf(scenarios.map(({ name }) => name)),
  )
  .option('--fault <faults>', `what dies, of ${faults.join(', ')}; default: all`, listOf(faults), [...faults])
  .option(
    '--at <where>',
    'number of a point; `chosen`: lock, once steps, commit point and first undo; `all`; `random:K` (default: of the chosen two for each fault and kind, in turn)',
    where,
  )
  .option(
    '--activity <names>',
    'only points of these activities: a step id, undo:ID, acquireLock …; with commas between',
    (text) => text.split(','),
  )
  .option('--seed <n>', 'of `random`', whole, 1)
  .option('--mutants', 'plant defects in the worker, and see that each is found')
  .option('--json', 'print the counts as one line of JSON')
  .option('--lanes <n>', 'hosts that work side by side', whole, 4)
  .option('--lab <name>', 'name of the lab', 'crash')
  .option('--keep', 'leave the lab for the next time')
  .option('--fresh', 'with `--at all`: forget what was done before')
  .action(async (options: Options) => {
    const each = options.mutants ? 1 : hostsOf(wantedBy(options));
    const opening = openStand(options.lab, options.lanes, tell, each);
    const all = async (interrupted: AbortSignal): Promise<boolean> => {
      const stand = await opening;
      interrupted.throwIfAborted();
      return options.mutants ? plant(stand, options) : matrix(stand, options);
    };
    const clear = async (): Promise<void> => {
      const stand = await opening.catch(() => null);
      await (stand ? stand.close({ keepLab: options.keep }) : labDown(options.lab));
    };
    if (!(await clearedAfter(all, clear, tell))) process.exitCode = 1;
  });

program.parseAsync().then(
  () => process.exit(),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
