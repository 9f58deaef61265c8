/** Most of the data, sent to the host that an app moves to while it still serves. */
import { rm } from 'node:fs/promises';
import { placed } from '../../../plan/restore/places';
import type { MoveStepArgs } from '../../../protocol/steps/move';
import type { RestoreItem } from '../../../protocol/steps/restore';
import { appContainers, isRunning, listContainers } from '../../app/containers/containers';
import type { StepSite } from '../../app/site';
import { foundPlaces } from '../../restore/places';
import { pulledItems } from '../../restore/pulled';
import { fetchedIn } from '../../restore/steps/fetched';
import { dropLoaded } from '../../restore/steps/items';
import { linkPulled } from '../../restore/steps/link';
import { sendData } from '../../restore/steps/send';
import { atThere } from '../there';

export const sendAhead = (site: StepSite, { there }: MoveStepArgs['sendAhead']): Promise<string> =>
  atThere(site, there, async (at) => {
    const items = await itemsAt(at);
    const here = fetchedIn(at, site.context.operation);
    await linkPulled(at, items, here);
    const note = await sendData(at, { items, into: 'live' });
    await rm(here, { recursive: true, force: true });
    return note;
  });

/** Of databases only dumps were sent: they are in roost's own folder, which goes as a whole. */
export const dropAhead = (site: StepSite, { there }: MoveStepArgs['dropAhead']): Promise<string> =>
  atThere(site, there, async (at) => {
    const items = (await itemsAt(at)).filter(({ kind }) => kind !== 'postgres' && kind !== 'mariadb');
    return dropLoaded(at, { items, into: 'live' });
  });

/** With the places where the restore there will lay them. */
async function itemsAt(at: StepSite): Promise<RestoreItem[]> {
  const { items } = await pulledItems(at, at.scope.project);
  const [all, containers, found] = await Promise.all([
    listContainers(at.host),
    appContainers(at),
    foundPlaces(at, items),
  ]);
  const others = all.filter((one) => isRunning(one) && !containers.some(({ id }) => id === one.id));
  return placed(items, found, { app: at.app, containers, others });
}
