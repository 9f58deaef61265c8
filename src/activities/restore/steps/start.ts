/** Starts the containers that ran before, the very same ones. */
import { RoostError } from '../../../errors';
import { itemName } from '../../../plan/about';
import type { RestoreItem, RestoreStepArgs } from '../../../protocol/restore-steps';
import { appContainers, isReady, isRunning, type Container } from '../../app/containers';
import { pause, waitHealthy } from '../../app/health';
import type { StepSite } from '../../app/site';
import { prepareToStart } from '../../app/stopped';
import { isFormer } from '../../data/restore';
import type { StepAnswer } from '../../declare';

export async function startAgain(
  site: StepSite,
  { containers, probe, former, restored, of }: RestoreStepArgs['startAgain'],
): Promise<StepAnswer> {
  if (former) await requireState(site, former, of, true);
  if (restored) await requireState(site, restored, of, false);
  const before = new Map((await ours(site, containers)).map((one) => [one.id, one.restartCount]));
  const gone = containers.filter((id) => !before.has(id));
  if (gone.length > 0)
    throw new RoostError(
      'Unhealthy',
      `Of ${site.app.name} the containers ${gone.map((id) => id.slice(0, 12)).join(', ')} are gone.`,
      { app: site.app.name },
    );
  const idle = (await ours(site, containers)).filter((one) => !isRunning(one));
  await prepareToStart(site, idle);
  if (idle.length > 0)
    await site.change(['docker', 'start', ...idle.map(({ id }) => id)], { timeout: 5 * 60_000 });
  // One that had crashed before is no failure of the data that it has now.
  const now = async (): Promise<Container[]> =>
    (await ours(site, containers)).map((one) =>
      one.restartCount === before.get(one.id) ? { ...one, restartCount: 0 } : one,
    );
  const all = await now();
  const note =
    containers.length > 0 ? `${all.map(({ service }) => service).join(', ')} run` : 'nothing ran before';
  try {
    if (all.some(({ service }) => service === probe.service)) await waitHealthy(site, now, probe, []);
    else await waitReady(now, probe.wait);
    return note;
  } catch (error) {
    if (!(former ?? restored) || !(error instanceof RoostError) || error.code !== 'Unhealthy') throw error;
    // It may be why there was a restore: it is as it was before.
    return {
      note,
      warnings: [`${site.app.name} runs on its former data and is not healthy: ${error.message}`],
    };
  }
}

const ours = async (site: StepSite, ids: string[]): Promise<Container[]> =>
  (await appContainers(site)).filter(({ id }) => ids.includes(id));

async function waitReady(containers: () => Promise<Container[]>, wait: number): Promise<void> {
  for (const end = Date.now() + wait; Date.now() < end; await pause(300))
    if ((await containers()).every(isReady)) return;
}

/** An app is never started on data of which some are restored and some are not. */
async function requireState(
  site: StepSite,
  items: RestoreItem[],
  of: string,
  wanted: boolean,
): Promise<void> {
  for (const item of items)
    if ((await isFormer(site, item, of)) !== wanted)
      throw new RoostError(
        'SwapFailed',
        `${itemName(item)} of ${site.app.name} has not its place back: the app stays stopped.`,
        { app: site.app.name },
      );
}
