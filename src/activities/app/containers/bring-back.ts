/** What a restart of Docker or the host has ended, and Docker has not started again. */
import { anyCode } from '../../../host/exit-code';
import { cleanTail } from '../../../host/ssh/tail';
import type { Uptime } from '../../../host/uptime';
import type { StepSite } from '../site';
import { mayEnd, type Container } from './containers';
import { endedWithHost, pause, unhealthy } from './health';

/** How long Docker has for what it starts again by itself after its own restart. */
const COMES_BACK_MS = 10_000;
const START_AGAIN_MS = 5 * 60_000;
const WATCH_MS = 500;

/** Docker was to start it again. What roost itself has stopped has no restart policy any more. */
export const isLeftDown = (container: Container, uptime: Uptime): boolean =>
  endedWithHost(container, uptime) && !mayEnd(container);

/**
 * Starts what the restart of Docker or the host has ended and Docker leaves
 * down, as one in the network of another that was not up yet. `found`: the
 * containers as they are; `look`: finds them again.
 * Errors: `Unhealthy`.
 */
export async function bringBack(
  site: Pick<StepSite, 'host' | 'read' | 'change'>,
  found: Container[],
  look: () => Promise<Container[]>,
  uptime: Uptime,
): Promise<void> {
  const isDown = (c: Container): boolean => isLeftDown(c, uptime);
  let down = found.filter(isDown);
  for (const end = Date.now() + COMES_BACK_MS; down.length > 0 && Date.now() < end;) {
    await pause(WATCH_MS);
    down = (await look()).filter(isDown);
  }
  if (down.length === 0) return;
  // A container with networks of its own comes first: others may be in them.
  const inOrder = [...down.filter(hasNetworks), ...down.filter((c) => !hasNetworks(c))];
  const argv = ['docker', 'start', ...inOrder.map(({ id }) => id)];
  const { stderr } = await site.change(argv, { ok: anyCode, timeout: START_AGAIN_MS });
  const still = (await look()).find(isDown);
  if (still)
    throw await unhealthy(site, still, `did not start again (${cleanTail(stderr, site.host.scrub)})`);
}

const hasNetworks = ({ networks }: Container): boolean => Object.keys(networks).length > 0;
