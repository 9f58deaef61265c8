import { padEnd, shorten, width } from './text';
import type { Theme } from './theme';

/** Columns that a person copies from: never shortened. */
const WHOLE = ['RUN', 'SNAPSHOT', 'COMMIT', 'RELEASE', 'WHEN', 'SINCE', 'MADE', 'LAST BACKUP'];
/** Characters that a shortened column has at least. */
const LEAST = 6;

/**
 * A table of aligned columns; the last one is never padded, so that lines can be copied clean. On a terminal
 * empty columns are left out, and the widest are shortened, so that a row takes one line.
 */
export function table(head: string[], rows: string[][], theme: Theme): string[] {
  const fits = (widths: number[]): boolean =>
    widths.reduce((sum, one) => sum + one, 0) + 2 * (widths.length - 1) <= theme.width;
  const all = head.map((_, i) => i);
  const widthOf = (i: number): number => Math.max(width(head[i]!), ...rows.map((row) => width(row[i] ?? '')));
  const shown = fits(all.map(widthOf)) ? all : all.filter((i) => rows.some((row) => (row[i] ?? '') !== ''));
  const widths = shown.map(widthOf);
  while (!fits(widths)) {
    const widest = shown
      .map((i, at) => ({ at, columns: WHOLE.includes(head[i]!) ? 0 : widths[at]! }))
      .reduce((best, one) => (one.columns > best.columns ? one : best));
    if (widest.columns <= LEAST) break;
    widths[widest.at]! -= 1;
  }
  const line = (cells: string[]): string =>
    shown
      .map((i, at) => shorten(cells[i] ?? '', WHOLE.includes(head[i]!) ? Infinity : widths[at]!))
      .map((cell, at) => (at === shown.length - 1 ? cell : padEnd(cell, widths[at]!)))
      .join('  ')
      .trimEnd();
  return [theme.paint.dim(line(head)), ...rows.map(line)];
}
