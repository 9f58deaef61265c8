/** The same app on another host than that of the plan's scope, for one step: with the app's lock there. */
import type { AppScope } from '../../protocol/scope';
import { readRecords } from '../app/folder/records';
import { plannedSite, type StepSite } from '../app/site';
import { acquireLock, releaseLock } from '../scope/lock';
import { stepOn } from '../scope/step';

/** Another run that works there is waited for. Errors: `Locked`, `LockedElsewhere`, and those of the host. */
export async function atThere<T>(
  site: StepSite,
  host: string,
  work: (there: StepSite) => Promise<T>,
): Promise<T> {
  const { deps, context } = site;
  const scope: AppScope = { ...site.scope, host };
  const there = await plannedSite(deps, scope);
  // A run of its own may have the lock there between two steps: so each takes it for itself.
  const lease = { ...(await acquireLock(deps, { scope, kind: 'move', by: context.by })), scope };
  try {
    const serving = (await readRecords(there)).find(({ current }) => current);
    const expect = serving?.release ?? 0;
    const placed = { ...scope, project: serving?.project ?? there.app.project };
    return await work(await stepOn(deps, there, { ...context, scope: placed, lease, expect }));
  } finally {
    await releaseLock(deps, lease, null);
  }
}
