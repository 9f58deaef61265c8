/** What a night does after its apps, as far as its time allows. */
import { upkeep, type NightEnd, type Upkeep } from '../../protocol/reports/night';
import type { Failure } from '../../protocol/run';
import { activity } from '../run/activities';
import { isWorldly } from '../run/failure';
import type { Checklist } from '../run/shown/checklist';
import type { Night } from './night';

/**
 * Searches for what the apps' runs have recorded in the repository itself; one
 * whose snapshot is not there has failed after all.
 */
export async function prove(night: Night, ended: NightEnd[]): Promise<Failure | null> {
  const done = ended.filter(({ code, skipped }) => code === null && skipped === undefined);
  if (done.length === 0) return null;
  try {
    const look = () =>
      activity('proveSnapshots', 'Look for the snapshots in the repository')(done.map(({ app }) => app));
    const { missing } = await night.within(look);
    for (const end of done.filter(({ app }) => missing.includes(app))) {
      Object.assign(end, { code: 'SnapshotMissing', message: 'the repository does not list its snapshot' });
      night.show(end);
    }
    return null;
  } catch (error) {
    if (!isWorldly(error)) throw error;
    return night.reasonOf(error);
  }
}

/** One failing keeps none of the others from being done. Returns the first failure. */
export async function keep(night: Night, list: Checklist, ended: NightEnd[]): Promise<Failure | null> {
  let broken: Failure | null = null;
  const apps = ended.map(({ app }) => app);
  const tell = (name: Upkeep, state: 'failed' | 'skipped', { code, message, hint }: Failure): void => {
    list.set({ id: name }, state, { note: `${code}: ${message}`.slice(0, 500) });
    broken ??= { code, message, hint, step: name };
  };
  for (const [name, title] of Object.entries(upkeep) as [Upkeep, string][]) {
    if (night.over) {
      tell(name, 'skipped', night.over);
      continue;
    }
    list.set({ id: name }, 'running');
    try {
      const { note, seconds } = await night.within(() => activity(name, title)(apps));
      list.set({ id: name }, 'done', { seconds, note });
    } catch (error) {
      if (!isWorldly(error)) throw error;
      tell(name, 'failed', night.reasonOf(error));
    }
  }
  return broken;
}
