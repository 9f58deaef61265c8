/** The matrix: every scenario observed once, then the chosen cells, on lanes side by side. */
import { observe, runCell, type Ready } from './cell';
import type { Expected } from './compare';
import type { Lane } from './lane';
import { commitNames } from './scenarios/commits';
import type { Request, Scenario } from './scenarios/types';
import type { Course } from './select';
import type { Cell, CellResult } from './types';

export interface Observed {
  ready: Ready;
  course: Course;
  expected: Expected;
}

export async function observeAll(
  lanes: Lane[],
  scenarios: Scenario[],
  tell: (line: string) => void,
): Promise<Map<string, Observed>> {
  const lab = lanes[0]!.lab;
  const requests = new Map<string, Request>();
  for (const scenario of scenarios) requests.set(scenario.name, await scenario.request(lab));
  const names = commitNames(lab);
  const all = new Map<string, Observed>();
  await sideBySide(lanes, scenarios, async (lane, scenario) => {
    const ready = { scenario, request: requests.get(scenario.name)!, names };
    const observed = await observe(lane, ready);
    all.set(scenario.name, { ready, ...observed });
    const { ending } = observed.expected.reference;
    tell(
      `${scenario.name}: ${observed.course.points.length} points, undisturbed it is ${ending.outcome}${ending.code ? ` (${ending.code})` : ''}`,
    );
  });
  return all;
}

export async function runCells(
  lanes: Lane[],
  cells: Cell[],
  observed: Map<string, Observed>,
  onResult: (result: CellResult) => void,
): Promise<CellResult[]> {
  const results: CellResult[] = [];
  await sideBySide(lanes, cells, async (lane, cell) => {
    const { ready, expected } = observed.get(cell.scenario)!;
    const result = await runCell(lane, cell, ready, expected);
    results.push(result);
    onResult(result);
  });
  return results;
}

/** Each lane takes the next piece of work when it is free. */
export async function sideBySide<T>(
  lanes: Lane[],
  works: T[],
  work: (lane: Lane, one: T) => Promise<void>,
): Promise<void> {
  const queue = [...works];
  const drain = async (lane: Lane): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(lane, next);
  };
  await Promise.all(lanes.map(drain));
}
