import { padEnd, width } from './text';
import type { Theme } from './theme';

/** A table of aligned columns; the last one is never padded, so that lines can be copied clean. */
export function table(head: string[], rows: string[][], theme: Theme): string[] {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => width(row[i] ?? ''))));
  const line = (cells: string[]): string =>
    cells
      .map((cell, i) => (i === cells.length - 1 ? cell : padEnd(cell, widths[i]!)))
      .join('  ')
      .trimEnd();
  return [theme.paint.dim(line(head)), ...rows.map(line)];
}
