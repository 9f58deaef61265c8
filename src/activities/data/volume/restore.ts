/**
 * A Docker volume comes back as a new one, whose content changes places with the live one's. Files are sent
 * into it.
 */
import { oneOffLabels } from '../../../host/oneoff';
import { VOLUME_AT } from '../../../host/rooted';
import { shellScript } from '../../../lib/shell-script';
import { besideVolume, restorePaths } from '../../../plan/restore/names';
import type { StepSite } from '../../app/site';
import type { ItemOf, RestoreRoom, SwapSite } from '../restore-types';
import { runLoad } from '../run-load';

const load = shellScript(__dirname, 'load');
const loadFiles = shellScript(__dirname, 'load-files');
const receive = shellScript(__dirname, 'receive');
const swap = shellScript(__dirname, 'swap');
const drop = shellScript(__dirname, 'drop');

const containerOf = ({ app, context }: SwapSite, { name }: ItemOf<'volume'>): string =>
  `roost-${app.name}-${context.operation}-restore-${name}`;

const loadTree = (site: StepSite, item: ItemOf<'volume'>): string[] =>
  loadFiles(
    item.volume,
    besideVolume(item.volume, site.context.operation),
    String(item.files),
    String(item.bytes),
    item.owners ? 'kept' : 'live',
    containerOf(site, item),
    site.app.name,
    site.context.operation,
  );

export const volumeRestore: RestoreRoom<'volume'> = {
  sentTo: ({ paths }, item, operation) => restorePaths(paths.restores, operation).sentAs(item),
  receives(site, item, operation, ahead) {
    if (!item.tree) return undefined;
    const { name, volume } = item;
    const words = [
      volume,
      site.scope.project,
      name,
      besideVolume(volume, operation),
      containerOf(site, item),
    ];
    const before = ahead === undefined ? [] : [besideVolume(volume, ahead)];
    return {
      prepare: receive(...words, site.app.name, operation, ...before),
      to: VOLUME_AT,
      mount: { volume: besideVolume(volume, operation), rw: true },
    };
  },
  load(site, item, into) {
    const { operation } = site.context;
    if (item.tree) return runLoad(site, loadTree(site, item), `Volume ${item.name}`);
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
