/** Rows of the tables of a database, as programs print them: `now ROWS TABLE`, and `counted` at the end. */
import { shellScript } from '../../../lib/shell-script';
import type { Postgres } from '../../../protocol/data';
import type { Rows } from '../../../protocol/steps/restore';
import type { Site } from '../../app/site';

const count = shellScript(__dirname, 'count');
const LIMIT_MS = 5 * 60_000;

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

/** Null: there is no such database, or it does not answer. */
export async function countRows(
  { host }: Pick<Site, 'host'>,
  container: string,
  { user, database }: Postgres,
): Promise<Rows | null> {
  return rowsIn((await host.exec(count(container, user, database), { timeout: LIMIT_MS })).stdout);
}
