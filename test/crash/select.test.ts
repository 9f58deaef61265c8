import { count, table, unfinished } from '../../lab/crash/report';
import { scenarios } from '../../lab/crash/scenarios';
import { allCells, chosenCells, defaultCells, randomCells, type Course } from '../../lab/crash/select';
import { cellName, faults, kinds, type Cell, type CellResult, type Point } from '../../lab/crash/types';
import { isEffect } from '../../lab/crash/worker/points';

const all = (activity: string): Point[] => kinds.map((kind) => ({ activity, kind }));
const looking = (activity: string): Point[] => all(activity).filter(({ kind }) => kind !== 'effect');
const course = (...points: Point[][]): Course => ({
  scenario: 'recreate',
  points: points.flat(),
  once: ['postdeploy'],
  commits: ['commit'],
});
const whole = course(
  all('acquireLock'),
  looking('planDeploy'),
  all('stage'),
  all('postdeploy'),
  all('commit'),
  all('releaseLock'),
);

it('chooses the lock, once steps and the commit point, at every kind of point, under every fault', () => {
  const cells = chosenCells(whole);
  expect(cells).toHaveLength(3 * kinds.length * faults.length);
  expect(new Set(cells.map(({ activity }) => activity))).toEqual(
    new Set(['acquireLock', 'postdeploy', 'commit']),
  );
});

it.each([
  [3, whole],
  [4, course(all('acquireLock'), all('postdeploy'), all('commit'), all('undo:stage'))],
  [
    5,
    {
      ...course(all('acquireLock'), all('dump'), all('postdeploy'), all('commit'), all('undo:stage')),
      once: ['dump', 'postdeploy'],
    },
  ],
])(
  'takes two of %d for each fault and kind, and every one under every fault and by every kind',
  (count, of) => {
    const cells = defaultCells(of);
    expect(new Set(cells.map(cellName)).size).toBe(2 * kinds.length * faults.length);
    const activities = (has: (cell: Cell) => boolean) =>
      new Set(cells.filter(has).map(({ activity }) => activity)).size;
    for (const one of faults) expect(activities(({ fault }) => fault === one)).toBe(count);
    for (const one of kinds) expect(activities(({ kind }) => kind === one)).toBe(count);
  },
);

it('takes two activities at the least, and an undo where there is one', () => {
  const cells = defaultCells(
    course(all('acquireLock'), looking('planDeploy'), all('build'), all('undo:stage')),
  );
  expect(new Set(cells.map(({ activity }) => activity))).toEqual(new Set(['acquireLock', 'undo:stage']));
  for (const kind of kinds)
    expect(
      new Set(cells.filter((cell) => cell.kind === kind).map(({ activity }) => activity)).size,
    ).toBeGreaterThanOrEqual(2);
});

it('lets another activity stand in where a chosen one has no point of a kind', () => {
  const cells = defaultCells(course(all('acquireLock'), looking('commit'), all('stage')));
  expect(new Set(cells.filter(({ kind }) => kind === 'effect').map(({ activity }) => activity))).toEqual(
    new Set(['acquireLock', 'stage']),
  );
});

it('draws the same cells for the same seed, none of them twice', () => {
  const cells = allCells(whole);
  const names = (seed: number): string[] => randomCells(cells, 20, seed).map(cellName);
  expect(names(7)).toEqual(names(7));
  expect(names(7)).not.toEqual(names(8));
  expect(new Set(names(7)).size).toBe(20);
  expect(randomCells(cells, 10_000, 1)).toHaveLength(cells.length);
});

it('counts, and goes on with what is not done', () => {
  const cells = defaultCells(whole, ['worker']);
  const results = cells
    .slice(0, 4)
    .map((cell, i): CellResult => ({ ...cell, word: i === 0 ? 'wrong' : 'same', why: [], seconds: 2 }));
  expect(count(results)).toEqual({ named: 0, same: 3, undone: 0, waiting: 0, wrong: 1 });
  expect(unfinished(cells, results)).toHaveLength(cells.length - 4);
  expect(table(results).at(-1)).toMatch(/^recreate {2}3 same, 1 wrong \(8 s\) +- +-/);
});

it('knows a changing command of a step from a look and from the mark that it has begun', () => {
  const guard = (verb: string, ...command: string[]): string[] => [
    'sh',
    '/a/lib/guard-0123abc.sh',
    verb,
    '/a/.roost',
    'n',
    '30',
    '1',
    'run',
    'op',
    '0',
    'forward',
    '--',
    ...command,
  ];
  expect(isEffect(guard('change', 'sh', '-c', 'script', 'activate'))).toBe(true);
  expect(isEffect(guard('acquire'))).toBe(true);
  expect(isEffect(guard('change', 'sh', '-c', 'script', 'mark-begun'))).toBe(false);
  expect(isEffect(guard('show'))).toBe(false);
  expect(isEffect(['docker', 'ps'])).toBe(false);
});

it('names every scenario once', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
});

it('leaves out the faults that a scenario does not meet', () => {
  const few = { ...whole, faults: ['worker', 'temporal'] as Course['faults'] };
  expect([...new Set(allCells(few).map(({ fault }) => fault))]).toEqual(['worker', 'temporal']);
  expect(defaultCells(few, ['worker', 'ssh']).every(({ fault }) => fault === 'worker')).toBe(true);
});
