/** What is done with each item on the app's host. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { amountOf } from '../../../backup';
import { RoostError } from '../../../errors';
import { start } from '../../../host/commands/docker';
import { removePath } from '../../../host/files';
import { readUptime } from '../../../host/uptime';
import { itemName } from '../../../plan/about';
import { restorePaths } from '../../../plan/restore/names';
import type { RestoreItem, RestoreStepArgs } from '../../../protocol/steps/restore';
import { appContainers } from '../../app/containers/containers';
import { endedWithHost } from '../../app/containers/health';
import type { StepSite } from '../../app/site';
import { dropLoadedItem, isFormer, isLoaded, loadItem, swapItem } from '../../data/restore';
import type { StepAnswer } from '../../declare';
import { stopAgain } from '../../release/steps/stop';
import { fetchedIn } from './fetch';

export async function loadData(
  site: StepSite,
  { item, into, rows }: RestoreStepArgs['loadData'],
): Promise<string> {
  await untilServerRuns(site, item);
  if (item.kind !== 'folder' || !item.archive) return loadItem(site, item, into, rows);
  // As it was unpacked here, before it was sent.
  const amount = await amountOf(join(fetchedIn(site, site.context.operation), item.from));
  return loadItem(site, { ...item, ...amount }, into);
}

/** No container of a drill has a restart policy: what a restart of Docker or the host has ended, nobody else starts. */
async function untilServerRuns(site: StepSite, item: RestoreItem): Promise<void> {
  if (item.kind !== 'postgres' || !site.context.scope.drill) return;
  const uptime = await readUptime(site.host);
  const down = (await appContainers(site)).filter(
    (one) => one.service === item.service && endedWithHost(one, uptime),
  );
  for (const { id } of down) await site.change(start(id));
}

export async function swapData(
  site: StepSite,
  { item, of, except }: RestoreStepArgs['swapData'],
): Promise<StepAnswer> {
  const { warnings } = await stopAgain(site, except);
  await untilServerRuns(site, item);
  // Of the way back of an undo whose first step found nothing: what is live is still the restored one.
  if (of !== site.context.operation && !(await isBeside(site, item, of)))
    return { note: 'as it was', warnings };
  await swapItem(site, item, of, 'in');
  return { note: 'swapped', warnings };
}

export async function swapBack(
  site: StepSite,
  { item, of, except }: RestoreStepArgs['swapBack'],
): Promise<string> {
  // Of an undo: the app may have been started on the restored data.
  await stopAgain(site, except);
  if (of !== site.context.operation && !(await isBeside(site, item, of)))
    throw new RoostError(
      'SwapFailed',
      `What ${itemName(item)} of ${site.app.name} was before the restore ${of} is not kept any more.`,
      { app: site.app.name },
    );
  await swapItem(site, item, of, 'back');
  return 'as before';
}

/** Whether there is anything of that operation to swap with: the former data, or after a way back the restored ones. */
const isBeside = async (site: StepSite, item: RestoreItem, of: string): Promise<boolean> =>
  !(await isFormer(site, item, of)) || (await isLoaded(site, item, of));

/** All that was made for the restore, but nothing that is live or was. */
export async function dropLoaded(site: StepSite, { items }: RestoreStepArgs['dropLoaded']): Promise<string> {
  const { operation } = site.context;
  await rm(fetchedIn(site, operation), { recursive: true, force: true });
  for (const item of items) await dropLoadedItem(site, item, operation);
  const { folder } = restorePaths(site.paths.restores, operation);
  await site.change(removePath(folder), { timeout: 10 * 60_000 });
  return 'removed';
}
