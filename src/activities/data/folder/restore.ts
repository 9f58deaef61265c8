/** A folder or file comes back beside the live one, and takes its place by a rename. */
import { posix } from 'node:path';
import { shellScript } from '../../../lib/shell-script';
import { pathPlaces, restorePaths } from '../../../plan/restore/names';
import type { RestoreRoom, SwapSite } from '../restore-types';
import { runLoad } from '../run-load';

const load = shellScript(__dirname, 'load');
const swap = shellScript(__dirname, 'swap');

const containerOf = ({ app, context }: SwapSite): string => `roost-${app.name}-${context.operation}-owners`;

export const folderRestore: RestoreRoom<'folder'> = {
  sentTo: ({ app, paths }, item, operation, into) =>
    into === 'live'
      ? pathPlaces(app.directory, paths.restores, item, operation).new
      : restorePaths(paths.restores, operation).sentAs(item),
  load(site, item, into) {
    const { operation } = site.context;
    const { live } = pathPlaces(site.app.directory, site.paths.restores, item, operation);
    const sent = folderRestore.sentTo(site, item, operation, into);
    const owners = item.owners ? 'kept' : 'live';
    const argv = load(
      live,
      sent,
      String(item.files),
      String(item.bytes),
      owners,
      containerOf(site),
      site.app.name,
      operation,
    );
    return runLoad(site, argv, item.path);
  },
  swap: async (site, item, operation, verb) => {
    const { app, context } = site;
    const at = pathPlaces(app.directory, site.paths.restores, item, operation);
    return swap(verb, containerOf(site), app.name, context.operation, at.base, at.live, at.new, at.kept);
  },
  keptAs: (item, operation, into) =>
    into === 'live'
      ? pathPlaces('', '.roost/restores', item, operation).kept
      : posix.join('.roost/restores', operation, 'sent', item.from),
};
