/** A sample of the crash matrix (`npm run crash` runs all of it), and a planted defect that it must find. */
import { observeAll, runCells, type Observed } from '../../lab/crash/matrix';
import { recreate } from '../../lab/crash/scenarios/recreate';
import { allCells, randomCells } from '../../lab/crash/select';
import { openStand, type Stand } from '../../lab/crash/stand';
import { cellName } from '../../lab/crash/types';
import { describeOnLab } from './support';

const seed = Number(process.env.ROOST_CRASH_SEED ?? 1);
const cells = 6;

jest.setTimeout(900_000);

describeOnLab(`${cells} cells of the crash matrix (seed ${seed})`, () => {
  let stand: Stand;
  let observed: Map<string, Observed>;

  beforeAll(async () => {
    stand = await openStand('crash-sample', 2, () => {});
    observed = await observeAll(stand.lanes, [recreate], () => {});
  });
  afterAll(() => stand?.close());

  it('end as an undisturbed run, or wait where nobody can know', async () => {
    const { course } = observed.get(recreate.name)!;
    const results = await runCells(stand.lanes, randomCells(allCells(course), cells, seed), observed, () => {});
    expect(results).toHaveLength(cells);
    expect(results.filter(({ word }) => word === 'wrong').map((result) => [cellName(result), ...result.why])).toEqual([]);
  });

  it('show a lock that is not released', async () => {
    const cell = { scenario: recreate.name, fault: 'worker', activity: 'releaseLock', kind: 'before', mutant: 'lock-kept' } as const;
    const [result] = await runCells(stand.lanes, [cell], observed, () => {});
    expect(result).toMatchObject({ word: 'wrong', why: expect.arrayContaining(['lock: too much: held']) });
  });
});
