/** The configuration comes back file by file; the proxy's stays what it is, since other apps share it. */
import { posix } from 'node:path';
import { shellScript } from '../../../lib/shell-script';
import { besidePaths, restorePaths } from '../../../plan/restore/names';
import type { RestoreRoom } from '../restore-types';
import { runLoad } from '../run-load';

const load = shellScript(__dirname, 'load');
const swap = shellScript(__dirname, 'swap');

export const configRestore: RestoreRoom<'config'> = {
  sentTo: ({ paths }, item, operation) => restorePaths(paths.restores, operation).sentAs(item),
  load(site, item, into) {
    const { operation } = site.context;
    const sent = configRestore.sentTo(site, item, operation, into);
    const pairs = item.names.flatMap((file) => [
      file,
      into === 'live'
        ? besidePaths(posix.join(site.app.directory, file), operation).new
        : posix.join(sent, '.loaded', file),
    ]);
    return runLoad(site, load(sent, ...pairs), 'The configuration');
  },
  swap: async ({ app }, { names }, operation, verb) =>
    swap(
      verb,
      ...names.flatMap((file) => {
        const live = posix.join(app.directory, file);
        const beside = besidePaths(live, operation);
        return [live, beside.new, beside.kept];
      }),
    ),
  keptAs: (item, operation, into) =>
    into === 'live'
      ? `each file beside it, as ${besidePaths('NAME', operation).kept}`
      : posix.join('.roost/restores', operation, 'sent', item.from),
};
