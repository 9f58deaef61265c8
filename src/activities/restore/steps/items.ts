/** What is done with each item on the app's host. */
import { rm } from 'node:fs/promises';
import { restorePaths } from '../../../plan/restore/names';
import type { RestoreStepArgs } from '../../../protocol/restore-steps';
import type { StepSite } from '../../app/site';
import { dropLoadedItem, loadItem, swapItem } from '../../data/restore';
import type { StepAnswer } from '../../declare';
import { stopAgain } from '../../release/steps/stop';
import { fetchedIn } from './fetch';

export const loadData = (
  site: StepSite,
  { item, into, rows }: RestoreStepArgs['loadData'],
): Promise<string> => loadItem(site, item, into, rows);

export async function swapData(
  site: StepSite,
  { item, of, except }: RestoreStepArgs['swapData'],
): Promise<StepAnswer> {
  const { warnings } = await stopAgain(site, except);
  await swapItem(site, item, of, 'in');
  return { note: 'swapped', warnings };
}

export async function swapBack(
  site: StepSite,
  { item, of, except }: RestoreStepArgs['swapBack'],
): Promise<string> {
  // Of an undo: the app may have been started on the restored data.
  await stopAgain(site, except);
  await swapItem(site, item, of, 'back');
  return 'as before';
}

/** All that was made for the restore, but nothing that is live or was. */
export async function dropLoaded(site: StepSite, { items }: RestoreStepArgs['dropLoaded']): Promise<string> {
  const { operation } = site.context;
  await rm(fetchedIn(site, operation), { recursive: true, force: true });
  for (const item of items) await dropLoadedItem(site, item, operation);
  const { folder } = restorePaths(site.paths.restores, operation);
  await site.change(['rm', '-rf', folder], { timeout: 10 * 60_000 });
  return 'removed';
}
