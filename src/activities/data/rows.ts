/** Rows of the tables of a database, as programs print them: `now ROWS TABLE`, and `counted` at the end. */
import type { Rows } from '../../protocol/steps/restore';

/** Null: they could not be counted. */
export function rowsIn(text: string): Rows | null {
  const lines = text.split('\n');
  if (!lines.includes('counted')) return null;
  const rows = lines.flatMap((line): [string, number][] => {
    const [, number, table] = /^now (\d+) (.+)$/.exec(line) ?? [];
    return table === undefined ? [] : [[table, Number(number)]];
  });
  return Object.fromEntries(rows);
}
