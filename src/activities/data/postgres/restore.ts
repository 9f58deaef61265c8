/** A database comes back as a new one beside the live one; both change their names in one transaction. */
import { posix } from 'node:path';
import { onlyIf } from '../../../lib/only-if';
import { shellScript } from '../../../lib/shell-script';
import { keptDatabase, newDatabase, restorePaths } from '../../../plan/restore/names';
import { waitForContainer } from '../container';
import type { RestoreRoom } from '../restore-types';
import { rowsIn } from '../rows';
import { runLoad } from '../run-load';

const load = shellScript(__dirname, 'load');
const swap = shellScript(__dirname, 'swap');

export const postgresRestore: RestoreRoom<'postgres'> = {
  sentTo: ({ paths }, item, operation) => restorePaths(paths.restores, operation).sentAs(item),
  async load(site, item, into) {
    const { operation } = site.context;
    const paths = restorePaths(site.paths.restores, operation);
    const argv = load(
      await waitForContainer(site, item, 'LoadFailed'),
      item.user,
      item.database,
      newDatabase(operation),
      postgresRestore.sentTo(site, item, operation, into),
      item.roles ? posix.join(paths.sent, item.roles) : '',
      posix.join(paths.folder, 'rows'),
      ...onlyIf(item.foreign, 'foreign'),
    );
    return runLoad(site, argv, `Database ${item.database}`);
  },
  async rows(site) {
    const { folder } = restorePaths(site.paths.restores, site.context.operation);
    return rowsIn((await site.read(['cat', posix.join(folder, 'rows')])).stdout) ?? {};
  },
  swap: async (site, item, operation, verb) =>
    swap(
      verb,
      await waitForContainer(site, item, 'SwapFailed'),
      item.user,
      item.database,
      newDatabase(operation),
      keptDatabase(operation),
      posix.join(restorePaths(site.paths.restores, operation).marks, 'no-database'),
    ),
  keptAs: (_item, operation, into) =>
    `database ${into === 'live' ? keptDatabase(operation) : newDatabase(operation)}`,
};
