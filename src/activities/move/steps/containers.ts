/** The app's containers on the host that it moves to. */
import { RoostError } from '../../../errors';
import { printIfThere, removePath } from '../../../host/files';
import type { MoveStepArgs } from '../../../protocol/steps/move';
import { appContainers, isRunning } from '../../app/containers/containers';
import type { StepSite } from '../../app/site';
import type { StepAnswer } from '../../declare';
import { stopServices } from '../../release/steps/stop';
import { startAgain } from '../../restore/steps/start';
import { atThere } from '../there';

export const stopThere = (site: StepSite, { there, except }: MoveStepArgs['stopThere']): Promise<string> =>
  atThere(site, there, (at) => stopServices(at, { except }));

export async function startThere(
  site: StepSite,
  { there, probe }: MoveStepArgs['startThere'],
): Promise<StepAnswer> {
  return atThere(site, there, async (at) => {
    const stopped = await stoppedOn(at);
    const all = await appContainers(at);
    const mine = all.filter((one) => isRunning(one) || stopped.includes(one.id));
    const { service } = probe;
    // What else of it runs would be healthy without it.
    if (!mine.some((one) => one.service === service))
      throw new RoostError(
        'Unhealthy',
        `No container of service ${service} of ${at.app.name} is left on ${there} to be started.`,
        { app: at.app.name },
      );
    const containers = mine.map(({ id }) => id);
    return startAgain(at, { containers, probe, of: site.context.operation });
  });
}

/** Only what is stopped goes: nothing is served there. The mark stays. */
export async function confirmThere(
  site: StepSite,
  { there }: MoveStepArgs['confirmThere'],
): Promise<StepAnswer> {
  const removed = await atThere(site, there, async (at) => {
    const idle = (await appContainers(at)).filter((one) => !isRunning(one));
    if (idle.length > 0)
      await at.change(['docker', 'rm', '--', ...idle.map(({ id }) => id)], { timeout: 5 * 60_000 });
    return idle;
  });
  await site.change(removePath(site.paths.came));
  return removed.length > 0 ? `removed ${removed.map(({ name }) => name).join(', ')}` : 'there were none';
}

async function stoppedOn({ read, paths }: StepSite): Promise<string[]> {
  const { stdout } = await read(printIfThere(paths.stopped));
  return stdout.split('\n').flatMap((line) => line.split(' ')[0] || []);
}
