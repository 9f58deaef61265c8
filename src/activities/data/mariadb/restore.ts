/**
 * A database of MariaDB or MySQL comes back as a new one beside the live
 * one; then its tables change their places.
 */
import { posix } from 'node:path';
import { serverWords } from '../../../host/databases/server-words';
import { shellScript } from '../../../lib/shell-script';
import { restorePaths } from '../../../plan/restore/names';
import { waitForContainer } from '../container';
import type { ItemOf, RestoreRoom } from '../restore-types';
import { rowsIn } from '../rows';
import { runLoad } from '../run-load';
import { besideNames } from './names';

const load = shellScript(__dirname, 'load');
const swap = shellScript(__dirname, 'swap');

/** On the host, of one operation. */
function placesOf(restores: string, item: ItemOf<'mariadb'>, operation: string) {
  const { digest, ...names } = besideNames(item, operation);
  const { folder, marks, sentAs } = restorePaths(restores, operation);
  return {
    ...names,
    sent: sentAs(item),
    rows: posix.join(folder, `rows-${digest}`),
    code: posix.join(folder, `code-${digest}`),
    mark: posix.join(marks, `mariadb-${digest}`),
  };
}

export const mariadbRestore: RestoreRoom<'mariadb'> = {
  sentTo: ({ paths }, item, operation) => placesOf(paths.restores, item, operation).sent,
  async load(site, item, into) {
    const at = placesOf(site.paths.restores, item, site.context.operation);
    const argv = load(
      into,
      await waitForContainer(site, item, 'LoadFailed'),
      ...serverWords(item),
      item.database,
      at.new,
      at.sent,
      at.rows,
      at.code,
    );
    return runLoad(site, argv, `Database ${item.database}`);
  },
  async rows(site, item) {
    const { rows } = placesOf(site.paths.restores, item, site.context.operation);
    return rowsIn((await site.read(['cat', rows])).stdout) ?? {};
  },
  async swap(site, item, operation, verb) {
    const at = placesOf(site.paths.restores, item, operation);
    const container = await waitForContainer(site, item, 'SwapFailed');
    const words = [...serverWords(item), item.database, at.new, at.kept, at.code, at.mark];
    return swap(verb, container, ...words);
  },
  keptAs(item, operation, into) {
    const names = besideNames(item, operation);
    return `database ${into === 'live' ? names.kept : names.new}`;
  },
};
