/** What the matrix says. Pure. */
import { cellName, faults, type Cell, type CellResult, type Word } from './types';

const words: Word[] = ['same', 'undone', 'waiting', 'named', 'wrong'];
const shownDifferences = 8;

export const count = (results: CellResult[]): Record<Word, number> =>
  Object.fromEntries(
    words.map((word) => [word, results.filter((result) => result.word === word).length]),
  ) as Record<Word, number>;

export function line(result: CellResult, done: number, all: number): string {
  const why = result.why.slice(0, shownDifferences).map((text) => `\n      ${text}`);
  return `${String(done).padStart(4)}/${all} ${result.word.padEnd(7)} ${cellName(result)} ${result.seconds} s${why.join('')}`;
}

/** Scenario by fault: counts, and the seconds of all cells together. */
export function table(results: CellResult[]): string[] {
  const scenarios = [...new Set(results.map(({ scenario }) => scenario))];
  const rows = scenarios.map((scenario) => [
    scenario,
    ...faults.map((fault) => square(results.filter((r) => r.scenario === scenario && r.fault === fault))),
  ]);
  const all = [['', ...faults], ...rows];
  const widths = all[0]!.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  return all.map((row) =>
    row
      .map((text, i) => text.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
}

function square(results: CellResult[]): string {
  if (results.length === 0) return '-';
  const counts = count(results);
  const said = words.filter((word) => counts[word] > 0).map((word) => `${counts[word]} ${word}`);
  return `${said.join(', ')} (${Math.round(results.reduce((sum, { seconds }) => sum + seconds, 0))} s)`;
}

export const unfinished = (cells: Cell[], results: CellResult[]): Cell[] => {
  const done = new Set(results.map(cellName));
  return cells.filter((cell) => !done.has(cellName(cell)));
};
