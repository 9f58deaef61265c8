/** The proxy's switch between the slots of an app, and what it reaches. */
import { RoostError } from '../../errors';
import { proxied, proxyOf, slotAlias } from '../../host/proxies';
import { sentences } from '../../lib/sentences';
import type { Probe, Slot } from '../../protocol/steps/release';
import type { Container } from './containers/containers';
import { askFrom, pause, unhealthy } from './containers/health';
import type { StepSite } from './site';

/** ms that a proxy may need until it goes by a changed file. */
const TAKEN_MS = 15_000;

/**
 * Sends the requests to a slot; null: to the container by its own name,
 * the conventional one where none is given.
 */
export async function setSlot(site: StepSite, slot: Slot | null, container?: string): Promise<void> {
  const { proxy } = site.config;
  if (!proxy)
    throw new RoostError('HostMisconfigured', `Host ${site.config.name} has no proxy in the fleet file.`, {
      host: site.config.name,
    });
  const app = proxied(site.app);
  const known = container === undefined ? app : { ...app, container, guessed: undefined };
  await site.change(proxyOf(proxy).switchTo(known, slot));
  await untilTaken(site, slot ?? 'name');
}

/**
 * A proxy that reads changed files only after a while has to say that it goes by one:
 * what follows relies on it. `on` false: no longer.
 * Errors: `HostMisconfigured`.
 */
export async function untilTaken(
  site: StepSite,
  what: Slot | 'name' | 'maintenance',
  on = true,
): Promise<void> {
  const { proxy } = site.config;
  if (!proxy) return;
  const { settles, taken } = proxyOf(proxy);
  const by = taken(site.app.name, what);
  if (!by) {
    if (settles > 0) await pause(settles);
    return;
  }
  const end = Date.now() + TAKEN_MS;
  for (;;) {
    const question = { ...by, url: `${by.url}/`, status: on ? 302 : 404, json: {} };
    const wrong = await askFrom(site, proxy.container, question);
    if (!wrong) return;
    if (Date.now() > end)
      throw new RoostError(
        'HostMisconfigured',
        sentences(
          `${proxy.container} does not go by the files in ${proxy.live}`,
          `within ${TAKEN_MS / 1000} s (${wrong}):`,
          'it may not watch this folder, or refuse another file in it.',
        ),
        { host: site.config.name },
      );
    await pause(200);
  }
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
  const { prepare, inSlot } = proxyOf(proxy);
  const before = prepare(proxied(site.app));
  if (before) await site.change(before);
  const end = Date.now() + 10_000;
  // The proxy's own way where it offers one: its resolver may know a new name later than its container does.
  const own = inSlot(proxied(site.app), slot);
  const by = own
    ? { ...own, url: own.url + probe.path }
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
