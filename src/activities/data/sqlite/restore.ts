/**
 * A SQLite file comes back beside the live one, and takes its place by
 * a rename with the journals out of the way.
 */
import { posix } from 'node:path';
import { shellScript } from '../../../lib/shell-script';
import { pathPlaces, restorePaths } from '../../../plan/restore/names';
import type { RestoreRoom } from '../restore-types';
import { runLoad } from '../run-load';

const load = shellScript(__dirname, 'load');
const swap = shellScript(__dirname, 'swap');

export const sqliteRestore: RestoreRoom<'sqlite'> = {
  sentTo: ({ app, paths }, item, operation, into) =>
    into === 'live'
      ? pathPlaces(app.directory, paths.restores, item, operation).new
      : restorePaths(paths.restores, operation).sentAs(item),
  load(site, item, into) {
    const { operation } = site.context;
    const { live } = pathPlaces(site.app.directory, site.paths.restores, item, operation);
    const sent = sqliteRestore.sentTo(site, item, operation, into);
    const container = `roost-${site.app.name}-${operation}-owners`;
    return runLoad(site, load(live, sent, container, site.app.name, operation), `SQLite file ${item.path}`);
  },
  swap: async ({ app, paths }, item, operation, verb) => {
    const at = pathPlaces(app.directory, paths.restores, item, operation);
    return swap(verb, at.base, at.live, at.new, at.kept);
  },
  keptAs: (item, operation, into) =>
    into === 'live'
      ? pathPlaces('', '.roost/restores', item, operation).kept
      : posix.join('.roost/restores', operation, 'sent', item.from),
};
