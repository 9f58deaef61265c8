/** Starts the containers that ran before, the very same ones. */
import { RoostError } from '../../../errors';
import { itemName } from '../../../plan/about';
import type { RestoreItem, RestoreStepArgs } from '../../../protocol/steps/restore';
import { appContainers, isReady, isRunning, type Container } from '../../app/containers/containers';
import { pause, waitHealthy } from '../../app/containers/health';
import { startNetworks } from '../../app/containers/networks';
import { prepareToStart } from '../../app/containers/stopped';
import type { StepSite } from '../../app/site';
import { isFormer, isLoaded } from '../../data/restore';
import type { StepAnswer } from '../../declare';

export async function startAgain(
  site: StepSite,
  { containers: planned, named = {}, probe, former, restored, of }: RestoreStepArgs['startAgain'],
): Promise<StepAnswer> {
  if (former) await requireState(site, former, of, true);
  if (restored) await requireState(site, restored, of, false);
  const containers = asTheyAre(planned, named, await appContainers(site));
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
  const begin = (argv: string[]): Promise<unknown> => site.change(argv, { timeout: 5 * 60_000 });
  await startNetworks(site, { all: () => appContainers(site), idle, begin });
  if (idle.length > 0) await begin(['docker', 'start', ...idle.map(({ id }) => id)]);
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

/**
 * What a person has made anew since the plan is the container of the
 * same name, else one of the same service.
 */
export function asTheyAre(
  ids: string[],
  named: Named,
  all: Pick<Container, 'id' | 'name' | 'service'>[],
): string[] {
  const taken = new Set(ids);
  const take = (found: { id: string } | undefined): string | undefined => {
    if (found) taken.add(found.id);
    return found?.id;
  };
  return ids.map((id) => {
    const was = named[id];
    if (!was || all.some((one) => one.id === id)) return id;
    const free = all.filter((one) => !taken.has(one.id) && one.service === was.service);
    return take(free.find(({ name }) => name === was.name) ?? free[0]) ?? id;
  });
}

type Named = NonNullable<RestoreStepArgs['startAgain']['named']>;

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
    if (!(await isAs(site, item, of, wanted)))
      throw new RoostError(
        'SwapFailed',
        `${itemName(item)} of ${site.app.name} has not its place back: the app stays stopped.`,
        { app: site.app.name },
      );
}

/**
 * Where nothing of that operation is beside it, nothing was
 * swapped since either: it is the restored one.
 */
async function isAs(site: StepSite, item: RestoreItem, of: string, former: boolean): Promise<boolean> {
  const found = await isFormer(site, item, of);
  if (former || !found) return found === former;
  return !(await isLoaded(site, item, of));
}
