/** A Docker volume comes back as a new one, whose content changes places with the live one's. */
import { oneOffLabels } from '../../../host/oneoff';
import { shellScript } from '../../../lib/shell-script';
import { besideVolume, restorePaths } from '../../../plan/restore/names';
import type { ItemOf, RestoreRoom, SwapSite } from '../restore-types';
import { runLoad } from '../run-load';

const load = shellScript(__dirname, 'load');
const swap = shellScript(__dirname, 'swap');
const drop = shellScript(__dirname, 'drop');

const containerOf = ({ app, context }: SwapSite, { name }: ItemOf<'volume'>): string =>
  `roost-${app.name}-${context.operation}-restore-${name}`;

export const volumeRestore: RestoreRoom<'volume'> = {
  sentTo: ({ paths }, item, operation) => restorePaths(paths.restores, operation).sentAs(item),
  load(site, item, into) {
    const { operation } = site.context;
    const labels = [`${oneOffLabels.app}=${site.app.name}`, `${oneOffLabels.operation}=${operation}`];
    const argv = load(
      volumeRestore.sentTo(site, item, operation, into),
      item.volume,
      site.scope.project,
      item.name,
      besideVolume(item.volume, operation),
      containerOf(site, item),
      ...labels,
    );
    return runLoad(site, argv, `Volume ${item.name}`);
  },
  swap: async (site, item, operation, verb) => {
    const beside = besideVolume(item.volume, operation);
    const container = containerOf(site, item);
    return verb === 'drop-new' || verb === 'drop-kept'
      ? drop(beside, container)
      : swap(verb, item.volume, beside, container, site.app.name, site.context.operation);
  },
  keptAs: (item, operation) => `volume ${besideVolume(item.volume, operation)}`,
};
