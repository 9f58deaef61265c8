/** Rows of the tables of a database. */
import { shellScript } from '../../../lib/shell-script';
import type { Postgres } from '../../../protocol/data';
import type { Rows } from '../../../protocol/steps/restore';
import type { Site } from '../../app/site';
import { rowsIn } from '../rows';

const count = shellScript(__dirname, 'count');
const LIMIT_MS = 5 * 60_000;

/** Null: there is no such database, or it does not answer. */
export async function countRows(
  { host }: Pick<Site, 'host'>,
  container: string,
  { user, database }: Postgres,
): Promise<Rows | null> {
  return rowsIn((await host.exec(count(container, user, database), { timeout: LIMIT_MS })).stdout);
}
