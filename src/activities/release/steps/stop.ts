/** Stops the app's containers; what holds data stays. */
import type { ReleaseStepArgs } from '../../../protocol/release-steps';
import { appContainers, isRunning } from '../../app/containers';
import { readRecord } from '../../app/records';
import { servicesIn } from '../../app/services';
import type { StepSite } from '../../app/site';
import { stopAll } from '../../app/stopped';

export async function stopServices(site: StepSite, args: ReleaseStepArgs['stopServices']): Promise<string> {
  const isOurs = await startedByRelease(site);
  const running = (await appContainers(site)).filter(
    (c) => isRunning(c) && isOurs(c.service) && !args.except.includes(c.service),
  );
  await stopAll(site, running);
  return running.length > 0 ? `stopped ${running.map((c) => c.service).join(', ')}` : 'nothing ran';
}

/**
 * A person's own containers run on: those of profiles that are not active, and of services that no file has. A run
 * that was ended may have left other files in the folder than those of the serving release.
 */
async function startedByRelease(site: StepSite): Promise<(service: string) => boolean> {
  const [services, serving] = await Promise.all([servicesIn(site), readRecord(site, site.context.expect)]);
  const had = Object.keys(serving?.images ?? {});
  if (services)
    return (name) => services.active.includes(name) || (had.includes(name) && !services.idle.includes(name));
  return (name) => had.length === 0 || had.includes(name);
}
