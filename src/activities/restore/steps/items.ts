/** What is done with each item on the app's host. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { amountOf } from '../../../backup';
import { RoostError } from '../../../errors';
import { removePath } from '../../../host/files';
import { itemName } from '../../../plan/about';
import { restorePaths } from '../../../plan/restore/names';
import type { RestoreItem, RestoreStepArgs } from '../../../protocol/steps/restore';
import type { StepSite } from '../../app/site';
import { dropLoadedItem, isFormer, isLoaded, loadItem, swapItem } from '../../data/restore';
import type { StepAnswer } from '../../declare';
import { stopAgain } from '../../release/steps/stop';
import { bringByScript, putBackBefore } from './by-script';
import { fetchedIn } from './fetched';

export async function loadData(
  site: StepSite,
  { item, into, rows }: RestoreStepArgs['loadData'],
): Promise<string> {
  if (item.kind !== 'folder' || !item.archive) return loadItem(site, item, into, rows);
  // As it was unpacked here, before it was sent.
  const amount = await amountOf(join(fetchedIn(site, site.context.operation), item.from));
  return loadItem(site, { ...item, ...amount }, into);
}

export async function swapData(
  site: StepSite,
  { item, of, except }: RestoreStepArgs['swapData'],
): Promise<StepAnswer> {
  const { warnings } = await stopAgain(site, except);
  // Of the way back of an undo whose first step found nothing: what is live is still the restored one.
  if (of !== site.context.operation && !(await isBeside(site, item, of)))
    return { note: 'as it was', warnings };
  if (item.kind === 'script') return { note: await bringByScript(site, item, of, except), warnings };
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
  if (item.kind === 'script') return putBackBefore(site, item, of, except);
  await swapItem(site, item, of, 'back');
  return 'as before';
}

/**
 * Whether there is anything of that operation to swap with: the former
 * data, or after a way back the restored ones.
 */
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
