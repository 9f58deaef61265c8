/** Whether the matrix finds what was planted. */
import { runCell } from './cell';
import type { Lane } from './lane';
import { sideBySide, type Observed } from './matrix';
import { mutants, type Mutant } from './mutants';
import { defaultCells } from './select';
import type { Cell, CellResult } from './types';

export interface Hunt {
  mutant: Mutant;
  /** The cell that found it; null: none did. */
  found: CellResult | null;
  cells: number;
}

/** In the middle of what must not run twice a defect shows soonest. */
const weight = ({ activity, kind }: Cell, once: string[]): number =>
  Number(kind === 'effect') + 2 * Number(once.includes(activity));

/** Tries the cells of the default matrix, of one fault, until one is wrong. */
export async function hunt(
  lanes: Lane[],
  observed: Map<string, Observed>,
  onHunt: (hunt: Hunt) => void,
): Promise<Hunt[]> {
  const hunts: Hunt[] = [];
  await sideBySide(lanes, mutants, async (lane, mutant) => {
    const { ready, expected, course } = observed.get(mutant.scenario)!;
    const one: Hunt = { mutant, found: null, cells: 0 };
    for (const cell of defaultCells(course, [mutant.fault ?? 'worker']).sort(
      (a, b) => weight(b, course.once) - weight(a, course.once),
    )) {
      const result = await runCell(lane, { ...cell, mutant: mutant.name }, ready, expected);
      one.cells += 1;
      if (result.word !== 'wrong') continue;
      one.found = result;
      break;
    }
    hunts.push(one);
    onHunt(one);
  });
  return hunts;
}
