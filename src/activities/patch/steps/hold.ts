/** Nothing of an app may run while its host restarts: the run has the locks of all of them, or of none. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { removePath } from '../../../host/files';
import { shellScript } from '../../../lib/shell-script';
import { plural } from '../../../lib/units';
import { scopePaths } from '../../../plan/names';
import type { HeldApp, PatchStepArgs } from '../../../protocol/steps/patch';
import { currentRun } from '../../activity';
import type { HostStepSite } from '../../host/site';
import { takeLock } from '../../scope/lock';
import type { ScopeSite } from '../../scope/types';
import { endWork } from '../../scope/work';

const noteRunning = shellScript(__dirname, 'note-running');

/** What ran before: a name a line. */
export const noteOf = ({ paths, context }: HostStepSite): string =>
  posix.join(paths.roost, `patch-${context.operation}`);

export async function lockApps(site: HostStepSite, { apps }: PatchStepArgs['lockApps']): Promise<string> {
  const { deps, fleet, context } = site;
  const owner = { plane: deps.plane, ...currentRun(), workflow: 'patch', by: context.by };
  const taken: ScopeSite[] = [];
  try {
    for (const one of apps) {
      const app = appSite(site, one);
      await takeLock(deps, app, owner, fleet.lock.wait);
      taken.push(app);
      await endWork(app);
    }
  } catch (error) {
    // What waits for one must not keep the others from their work.
    await Promise.allSettled(taken.map(free));
    throw error;
  }
  await site.change(noteRunning(noteOf(site)));
  return apps.length === 0 ? '' : `${plural(new Set(apps.map(({ app }) => app)).size, 'app')} held off`;
}

export async function freeApps(site: HostStepSite, { apps }: PatchStepArgs['freeApps']): Promise<string> {
  const freed = await Promise.allSettled(apps.map((one) => free(appSite(site, one))));
  const failed = freed.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  await site.change(removePath(noteOf(site)));
  return '';
}

/** Only if it is this run's. */
async function free({ guard }: ScopeSite): Promise<void> {
  const { runId } = currentRun();
  const held = await guard.show();
  if (held?.runId === runId) await guard.release(runId, held.token);
}

function appSite({ deps, fleet, host, jobs }: HostStepSite, { app, directory }: HeldApp): ScopeSite {
  if (!posix.isAbsolute(directory)) throw new RoostError('Internal', `${directory} is no absolute folder`);
  const guard = deps.guard(host, directory);
  return { fleet, host, jobs, guard, paths: scopePaths(directory), scope: { kind: 'app', app } };
}
