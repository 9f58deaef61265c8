/** Names of what a restore makes beside a database. */
import { digestOf } from '../../../lib/digest';
import type { MariaDb } from '../../../protocol/data';

/** Beside a database: its new and its former tables. MariaDB takes 64 characters; an app may have several. */
export function besideNames(
  source: MariaDb,
  operation: string,
): { new: string; kept: string; digest: string } {
  const digest = digestOf(`${source.service}/${source.database}`).slice(0, 8);
  return { new: `roost_new_${operation}_${digest}`, kept: `roost_kept_${operation}_${digest}`, digest };
}
