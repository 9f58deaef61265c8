/** What is live of what a restore replaces. */
import { posix } from 'node:path';
import { shellScript } from '../../lib/shell-script';
import { itemName, sourceName } from '../../plan/about';
import type { RestoreWorld } from '../../plan/restore/world';
import type { CopySource } from '../../protocol/data';
import type { LiveAmount, RestoreItem, Rows } from '../../protocol/steps/restore';
import type { Site } from '../app/site';
import { containerIn } from '../data/container';
import { countRows } from '../data/postgres/count';

const amountProgram = shellScript(__dirname, '../data/folder/amount');

/** `then`: rows that the database had when it was copied, or restored. */
export async function liveAmounts(
  site: Site,
  items: RestoreItem[],
  { database, containers }: Pick<RestoreWorld, 'database' | 'containers'>,
  then: (item: RestoreItem) => Rows | undefined,
): Promise<LiveAmount[]> {
  // A script replaces all that is kept before it, and what is in its output nobody knows.
  const all = items.flatMap((item): (RestoreItem | CopySource)[] =>
    item.kind === 'script' ? item.keeps : [item],
  );
  return Promise.all(
    all.map(async (item): Promise<LiveAmount> => {
      const what = 'from' in item ? itemName(item) : sourceName(item);
      if (item.kind === 'postgres') {
        const container = containerIn(containers, item.service);
        const now = container && (await countRows(site, container, item));
        return {
          what,
          bytes: database,
          files: null,
          tables: now ? tablesOf(now, 'from' in item ? then(item) : undefined) : undefined,
        };
      }
      if (item.kind !== 'folder' && item.kind !== 'sqlite') return { what, bytes: null, files: null };
      const argv = amountProgram(posix.join(site.app.directory, item.path));
      const [files, bytes] = (await site.host.exec(argv, { timeout: 5 * 60_000 })).stdout.trim().split(' ');
      return bytes === undefined
        ? { what, bytes: null, files: null }
        : { what, bytes: Number(bytes), files: Number(files) };
    }),
  );
}

function tablesOf(now: Rows, then: Rows | undefined): NonNullable<LiveAmount['tables']> {
  const names = [...new Set([...Object.keys(now), ...Object.keys(then ?? {})])].sort();
  return names.map((table) => ({
    table,
    now: now[table] ?? 0,
    then: then && (then[table] ?? 0),
  }));
}
