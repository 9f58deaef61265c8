/** A SQLite file comes back beside the live one, and takes its place by a rename with the journals out of the way. */
import { posix } from 'node:path';
import { shellScript } from '../../../lib/shell-script';
import { besidePaths, restorePaths } from '../../../plan/restore/names';
import type { RestoreRoom } from '../restore-types';
import { runLoad } from '../run-load';

const load = shellScript(__dirname, 'load');
const swap = shellScript(__dirname, 'swap');

export const sqliteRestore: RestoreRoom<'sqlite'> = {
  sentTo: ({ app, paths }, item, operation, into) =>
    into === 'live'
      ? besidePaths(posix.join(app.directory, item.path), operation).new
      : restorePaths(paths.restores, operation).sentAs(item),
  load(site, item, into) {
    const live = posix.join(site.app.directory, item.path);
    const { operation } = site.context;
    const sent = sqliteRestore.sentTo(site, item, operation, into);
    const container = `roost-${site.app.name}-${operation}-owners`;
    return runLoad(site, load(live, sent, container, site.app.name, operation), `SQLite file ${item.path}`);
  },
  swap: async ({ app }, { path }, operation, verb) => {
    const live = posix.join(app.directory, path);
    const beside = besidePaths(live, operation);
    return swap(verb, live, beside.new, beside.kept);
  },
  keptAs: (item, operation, into) =>
    into === 'live'
      ? besidePaths(item.path, operation).kept
      : posix.join('.roost/restores', operation, 'sent', item.from),
};
