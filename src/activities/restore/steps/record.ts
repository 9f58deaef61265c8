/** What a restore leaves: its record on the host, and later the removal of what it keeps. */
import { rm } from 'node:fs/promises';
import { RoostError } from '../../../errors';
import { removePath } from '../../../host/files';
import { shellScript } from '../../../lib/shell-script';
import { itemName } from '../../../plan/about';
import { restorePaths } from '../../../plan/restore/names';
import type { Restored, RestoreRecord, RestoreStepArgs } from '../../../protocol/steps/restore';
import { currentRun } from '../../activity';
import type { StepSite } from '../../app/site';
import { dropOldRestores, readRestores } from '../../data/kept';
import { keptAs } from '../../data/restore';
import type { StepAnswer } from '../../declare';
import { fetchedIn } from './fetched';

const writeRecord = shellScript(__dirname, 'write-record');

export async function recordRestore(
  site: StepSite,
  {
    begun,
    snapshot,
    takenAt,
    into,
    items,
    keep,
    commit,
    release,
    unsanitized,
  }: RestoreStepArgs['recordRestore'],
): Promise<StepAnswer> {
  const { operation, by, reason } = site.context;
  const known = (await readRestores(site)).find((one) => one.operation === operation);
  const at = known?.at ?? new Date().toISOString();
  const restored: Restored = {
    snapshot,
    takenAt,
    keptUntil: new Date(Date.parse(at) + keep).toISOString(),
    items: items.map((item) => ({ what: itemName(item), kept: keptAs(item, operation, into) })),
  };
  const { workflowId } = currentRun();
  const state = { begun, unsanitized };
  const about = { operation, workflowId, at, into, sources: items, ...state, commit, release, by, reason };
  await write(site, { ...restored, ...about });
  if (begun) return '';
  return { note: `kept until ${restored.keptUntil.slice(0, 10)}`, found: { restored } };
}

export async function recordUndo(
  site: StepSite,
  { of, keep }: RestoreStepArgs['recordUndo'],
): Promise<StepAnswer> {
  const known = (await readRestores(site)).find(({ operation }) => operation === of);
  if (!known)
    throw new RoostError('SwapFailed', `The record of restore ${of} is gone from ${site.host.name}.`);
  const undone = known.undone ?? new Date().toISOString();
  const keptUntil = new Date(Date.parse(undone) + keep).toISOString();
  await write(site, { ...known, undone, keptUntil });
  return `the restored data are kept until ${keptUntil.slice(0, 10)}`;
}

/** From here on its data may be served. */
export async function recordSanitized(site: StepSite): Promise<void> {
  const known = (await readRestores(site)).find(({ operation }) => operation === site.context.operation);
  if (known) await write(site, { ...known, unsanitized: undefined });
}

async function write(site: StepSite, record: RestoreRecord): Promise<void> {
  const { record: file } = restorePaths(site.paths.restores, record.operation);
  await site.change(writeRecord(file), { input: `${JSON.stringify(record, null, 2)}\n` });
}

/** After the commit point. */
export async function tidyRestores(
  site: StepSite,
  { into }: RestoreStepArgs['tidyRestores'],
): Promise<{ note: string; warnings: string[] }> {
  const { operation } = site.context;
  await rm(fetchedIn(site, operation), { recursive: true, force: true });
  const { sent } = restorePaths(site.paths.restores, operation);
  if (into === 'live') await site.change(removePath(sent), { timeout: 10 * 60_000 });
  const { dropped, warnings } = await dropOldRestores(site);
  return { note: dropped > 0 ? `with what ${dropped} former restores kept` : '', warnings };
}
