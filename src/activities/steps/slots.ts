/** `rolling`: the new container beside the old one. */
import { RoostError } from '../../errors';
import { slotAlias, slotFlag } from '../../fleet/plan/names';
import type { Slot, StepArgs } from '../../fleet/plan/types';
import { activate } from '../activate';
import { composeIn } from '../compose';
import { appContainers, isRunning, type Container } from '../containers';
import { ask, pause, unhealthy, waitHealthy } from '../health';
import type { StepSite } from '../site';
import { tagImages, up } from './start';

export async function startSlot(site: StepSite, args: StepArgs['startSlot']): Promise<string> {
  const { probe, former } = args;
  const record = await activate(site, args.release);
  await tagImages(site, record);
  if (!(await beside(site, probe.service, former))) await removeLeftOvers(site, probe.service, former);
  // Never --no-deps: it changes the config hash, and a later plain `up` would recreate.
  await up(site, [...composeIn(site.where, site.source, true), 'up', '--detach', '--no-build', '--pull', 'never', '--no-recreate', '--scale', `${probe.service}=2`], probe.wait);
  const fresh = async (): Promise<Container[]> => (await appContainers(site)).filter((c) => c.service === probe.service && c.id !== former);
  const container = await waitHealthy(site, fresh, probe, []);
  await reachFromProxy(site, args.slot, container, args);
  return `${container.name} healthy, reached as ${slotAlias(site.app.name, args.slot)}`;
}

async function beside(site: StepSite, service: string, former: string): Promise<Container | undefined> {
  return (await appContainers(site)).find((c) => c.service === service && c.id !== former);
}

/** Stopped containers of the service would be started by `--scale` instead of a new one. */
async function removeLeftOvers(site: StepSite, service: string, former: string): Promise<void> {
  const stopped = (await appContainers(site)).filter((c) => c.service === service && c.id !== former && !isRunning(c));
  if (stopped.length > 0) await site.change(['docker', 'rm', '--force', ...stopped.map((c) => c.id)]);
}

/** Healthy is not reachable: asked from the proxy's own container, by the name that the proxy will use. */
async function reachFromProxy(site: StepSite, slot: Slot, container: Container, { probe }: StepArgs['startSlot']): Promise<void> {
  const { proxy } = site.config;
  if (!proxy) return;
  const end = Date.now() + 10_000;
  // The proxy's own way where it offers one: its resolver may know a new name later than its container does.
  const by = proxy.probe ? { url: proxy.probe + probe.path, host: site.app.domain ?? null, headers: [`X-Slot: ${slot}`] } : { url: `http://${slotAlias(site.app.name, slot)}:${probe.port}${probe.path}`, host: null };
  for (;;) {
    const wrong = await ask(site, ['docker', 'exec', proxy.container], { ...by, status: probe.status, json: probe.json });
    if (!wrong) return;
    if (Date.now() > end) throw await unhealthy(site, container, `is not reached from the proxy as ${slotAlias(site.app.name, slot)} (${wrong})`);
    await pause(200);
  }
}

/** The wanted flag first, then the other one away: at no time is there none of them where there was one. */
const SWITCH = `
set -e
live=$1 on=$2; shift 2
if [ -n "$on" ]; then : >"$live/.$on.new"; mv -f "$live/.$on.new" "$live/$on"; fi
for off; do rm -f "$live/$off"; done`;

export async function switchSlot(site: StepSite, args: StepArgs['switchSlot']): Promise<string> {
  const live = site.config.proxy?.live;
  if (!live) throw new RoostError('HostMisconfigured', `Host ${site.config.name} has no proxy in the fleet file.`, { host: site.config.name });
  const slots: Slot[] = ['blue', 'green'];
  const off = slots.filter((s) => s !== args.to).map((s) => slotFlag(site.app.name, s));
  await site.change(['sh', '-c', SWITCH, 'switch', live, args.to ? slotFlag(site.app.name, args.to) : '', ...off]);
  if (args.drain > 0) await pause(args.drain);
  return args.to ?? 'the conventional name';
}

export async function removeSlot(site: StepSite, args: StepArgs['removeSlot']): Promise<string> {
  if (args.drain > 0) await pause(args.drain);
  if (args.activate) await activate(site, args.keep);
  const ours = (await appContainers(site)).filter((c) => c.service === args.service);
  const going = ours.filter((c) => (args.remove === 'former') === (c.id === args.former));
  const staying = ours.find((c) => !going.includes(c));
  if (going.length > 0) {
    await site.change(['docker', 'stop', ...going.map((c) => c.id)], { timeout: 10 * 60_000 });
    await site.change(['docker', 'rm', '--force', ...going.map((c) => c.id)]);
  }
  // The name by which people and monitors know the container.
  const wanted = args.containerName;
  if (wanted && staying && staying.name !== wanted) await site.change(['docker', 'rename', staying.id, wanted]);
  return going.length > 0 ? `removed ${going.map((c) => c.name).join(', ')}` : 'nothing to remove';
}

