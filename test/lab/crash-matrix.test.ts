/** A sample of the crash matrix (`npm run crash` runs all of it), and a planted defect that it must find. */
import { observeAll, runCells, type Observed } from '../../lab/crash/matrix';
import { night } from '../../lab/crash/scenarios/night';
import { recreate } from '../../lab/crash/scenarios/recreate';
import { allCells, randomCells } from '../../lab/crash/select';
import { openStand, type Stand } from '../../lab/crash/stand';
import { cellName } from '../../lab/crash/types';
import { describeOnLab } from './support';

const seed = Number(process.env.ROOST_CRASH_SEED ?? 1);
const samples = [
  { scenario: recreate, cells: 3 },
  { scenario: night, cells: 2 },
];

jest.setTimeout(900_000);

describeOnLab(`a sample of the crash matrix (seed ${seed})`, () => {
  let stand: Stand;
  let observed: Map<string, Observed>;

  beforeAll(async () => {
    stand = await openStand('crash-sample', 2, () => {});
    observed = await observeAll(
      stand.lanes,
      samples.map(({ scenario }) => scenario),
      () => {},
    );
  });
  afterAll(() => stand?.close());

  it('ends as an undisturbed run, or waits where nobody can know', async () => {
    const cells = samples.flatMap(({ scenario, cells: count }) =>
      randomCells(allCells(observed.get(scenario.name)!.course), count, seed),
    );
    const results = await runCells(stand.lanes, cells, observed, () => {});
    expect(results).toHaveLength(5);
    expect(
      results.filter(({ word }) => word === 'wrong').map((result) => [cellName(result), ...result.why]),
    ).toEqual([]);
  });

  it('shows a lock that is not released', async () => {
    const cell = {
      scenario: recreate.name,
      fault: 'worker',
      activity: 'releaseLock',
      kind: 'before',
      mutant: 'lock-kept',
    } as const;
    const [result] = await runCells(stand.lanes, [cell], observed, () => {});
    expect(result).toMatchObject({ word: 'wrong', why: expect.arrayContaining(['lock: too much: held']) });
  });
});
