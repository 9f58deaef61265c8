/**
 * The data of Redis or Valkey come back as a dump that a second server has
 * proven; the live server then takes them from it.
 */
import { posix } from 'node:path';
import { shellScript } from '../../../lib/shell-script';
import { restorePaths } from '../../../plan/restore/names';
import { waitForContainer } from '../container';
import type { ItemOf, RestoreRoom } from '../restore-types';
import { rowsIn } from '../rows';
import { runLoad } from '../run-load';
import { digestOfServer, secondServer, serverOf } from './names';

const load = shellScript(__dirname, 'load');
const swap = shellScript(__dirname, 'swap');

/** On the host, of one operation. */
function placesOf(restores: string, item: ItemOf<'redis'>, operation: string) {
  const { folder, sentAs } = restorePaths(restores, operation);
  const place = (what: string): string => posix.join(folder, `${what}-${digestOfServer(item)}.rdb`);
  return { sent: sentAs(item), new: place('new'), kept: place('kept'), keys: `${place('new')}.keys` };
}

export const redisRestore: RestoreRoom<'redis'> = {
  sentTo: ({ paths }, item, operation) => placesOf(paths.restores, item, operation).sent,
  async load(site, item, into) {
    const at = placesOf(site.paths.restores, item, site.context.operation);
    const container = await waitForContainer(site, item, 'LoadFailed');
    const words = [into, at.sent, at.new, at.keys, ...secondServer(site, item)];
    return runLoad(site, load(...serverOf(container, item), ...words), `The dump of ${item.service}`);
  },
  async rows(site, item) {
    const { keys } = placesOf(site.paths.restores, item, site.context.operation);
    return rowsIn((await site.read(['cat', keys])).stdout) ?? {};
  },
  async swap(site, item, operation, verb) {
    const at = placesOf(site.paths.restores, item, operation);
    // Where nothing is asked of the server, it need not run.
    const container =
      verb === 'in' || verb === 'back' ? await waitForContainer(site, item, 'SwapFailed') : '';
    return swap(verb, ...serverOf(container, item), at.new, at.kept, ...secondServer(site, item));
  },
  keptAs(item, operation, into) {
    const at = placesOf('.roost/restores', item, operation);
    return into === 'live' ? at.kept : at.sent;
  },
};
