/** After the commit point: what only the former release had goes. */
import { removeAlone } from '../../../host/commands/docker';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { appContainers, isRunning } from '../../app/containers/containers';
import { servicesIn } from '../../app/containers/services';
import { prepareToStart, stopAll } from '../../app/containers/stopped';
import { readRecords } from '../../app/folder/records';
import type { StepSite } from '../../app/site';

export async function removeServices(
  site: StepSite,
  args: ReleaseStepArgs['removeServices'],
): Promise<string> {
  const current = (await readRecords(site)).find((record) => record.current) ?? null;
  const services = await servicesIn(site, current);
  // The plan was made from the files' text; what Compose says of them counts.
  const has = services ? [...services.active, ...services.idle] : args.services;
  const going = (await appContainers(site)).filter(
    (c) => args.services.includes(c.service) && !has.includes(c.service),
  );
  if (going.length > 0) {
    await stopAll(site, going.filter(isRunning));
    await site.change(removeAlone(...going.map((c) => c.id)));
  }
  // Also after an attempt that was lost behind the removal: what is gone is no longer noted as stopped.
  await prepareToStart(site, []);
  if (going.length === 0) return 'nothing to remove';
  return `removed ${going.map((c) => c.name).join(', ')}`;
}
