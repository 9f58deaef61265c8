/** `rolling`: the new container beside the old one. */
import * as commands from '../../../host/commands/compose';
import { remove, rename, stop } from '../../../host/commands/docker';
import { slotAlias } from '../../../host/proxies';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { composeIn } from '../../app/compose/compose';
import { requireAsStaged } from '../../app/compose/reading';
import { appContainers, isRunning, type Container } from '../../app/containers/containers';
import { pause, waitHealthy } from '../../app/containers/health';
import { activate } from '../../app/folder/activate';
import { reachFromProxy, setSlot } from '../../app/proxy';
import type { StepSite } from '../../app/site';
import { up } from './start';
import { bringBackRelease } from './verify';

export async function startSlot(site: StepSite, args: ReleaseStepArgs['startSlot']): Promise<string> {
  const { probe, former } = args;
  const record = await activate(site, args.release);
  await requireAsStaged(site, record);
  if (!(await beside(site, probe.service, former))) await removeLeftOvers(site, probe.service, former);
  // Never --no-deps: it changes the config hash, and a later plain `up` would recreate.
  await up(
    site,
    commands.up(composeIn(site, record), [], {
      noBuild: true,
      noRecreate: true,
      scale: { [probe.service]: 2 },
    }),
    probe.wait,
  );
  const fresh = async (): Promise<Container[]> =>
    (await appContainers(site)).filter((c) => c.service === probe.service && c.id !== former);
  const container = await waitHealthy(site, fresh, probe, []);
  await reachFromProxy(site, args.slot, container, probe);
  return `${container.name} healthy, reached as ${slotAlias(site.app.name, args.slot)}`;
}

async function beside(site: StepSite, service: string, former: string): Promise<Container | undefined> {
  return (await appContainers(site)).find((c) => c.service === service && c.id !== former);
}

/** Stopped containers of the service would be started by `--scale` instead of a new one. */
async function removeLeftOvers(site: StepSite, service: string, former: string): Promise<void> {
  const stopped = (await appContainers(site)).filter(
    (c) => c.service === service && c.id !== former && !isRunning(c),
  );
  if (stopped.length > 0) await site.change(remove(...stopped.map((c) => c.id)));
}

export async function switchSlot(site: StepSite, args: ReleaseStepArgs['switchSlot']): Promise<string> {
  await setSlot(site, args.to);
  if (args.drain > 0) await pause(args.drain);
  return args.to ?? 'the conventional name';
}

export async function removeSlot(site: StepSite, args: ReleaseStepArgs['removeSlot']): Promise<string> {
  if (args.drain > 0) await pause(args.drain);
  if (args.activate) await activate(site, args.keep);
  const ours = (await appContainers(site)).filter((c) => c.service === args.service);
  const going = ours.filter((c) => (args.remove === 'former') === (c.id === args.former));
  const staying = ours.find((c) => !going.includes(c));
  if (going.length > 0) {
    await site.change(stop(going.map((c) => c.id)), { timeout: 10 * 60_000 });
    await site.change(remove(...going.map((c) => c.id)));
  }
  // The name by which people and monitors know the container.
  const wanted = args.containerName;
  if (wanted && staying && staying.name !== wanted) await site.change(rename(staying.id, wanted));
  // The requests had their time since the release was verified: nothing after this step inspects it again.
  if (args.ignore) await bringBackRelease(site, args.keep, args.ignore);
  return going.length > 0 ? `removed ${going.map((c) => c.name).join(', ')}` : 'nothing to remove';
}
