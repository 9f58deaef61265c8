/** The proxy's switch between the slots of an app, and what it reaches. */
import { RoostError } from '../../errors';
import { proxied, proxyOf, slotAlias } from '../../host/proxies';
import type { Probe, Slot } from '../../protocol/steps/release';
import type { Container } from './containers/containers';
import { askFrom, pause, unhealthy } from './containers/health';
import type { StepSite } from './site';

/** Sends the requests to a slot; null: to the container's conventional name. */
export async function setSlot(site: StepSite, slot: Slot | null): Promise<void> {
  const { proxy } = site.config;
  if (!proxy)
    throw new RoostError('HostMisconfigured', `Host ${site.config.name} has no proxy in the fleet file.`, {
      host: site.config.name,
    });
  await site.change(proxyOf(proxy).switchTo(proxied(site.app), slot));
}

/** Healthy is not reachable: asked from the proxy's own container, by the name that the proxy will use. */
export async function reachFromProxy(
  site: StepSite,
  slot: Slot,
  container: Container,
  probe: Probe,
): Promise<void> {
  const { proxy } = site.config;
  if (!proxy) return;
  const end = Date.now() + 10_000;
  // The proxy's own way where it offers one: its resolver may know a new name later than its container does.
  const by = proxy.probe
    ? { url: proxy.probe + probe.path, host: site.app.domain ?? null, headers: [`X-Slot: ${slot}`] }
    : { url: `http://${slotAlias(site.app.name, slot)}:${probe.port}${probe.path}`, host: null };
  for (;;) {
    const wrong = await askFrom(site, proxy.container, { ...by, status: probe.status, json: probe.json });
    if (!wrong) return;
    if (Date.now() > end)
      throw await unhealthy(
        site,
        container,
        `is not reached from the proxy as ${slotAlias(site.app.name, slot)} (${wrong})`,
      );
    await pause(200);
  }
}
