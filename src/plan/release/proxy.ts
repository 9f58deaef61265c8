/** What the host's proxy means for a release. Pure. */
import { hostObstacles } from '../../fleet/contract';
import { proxied, slotObstacles } from '../../host/proxies';
import { sentences } from '../../lib/sentences';
import type { DeployFacts } from './facts';
import type { DeploySituation } from './situation';

/** Why host and proxy cannot run two releases beside each other. */
export function proxyObstacles({ app, host, composeVersion, behind }: DeployFacts): string[] {
  const obstacles = hostObstacles(host, composeVersion);
  if (!host.proxy || app.proxy.switch !== 'flag') return obstacles;
  return [...obstacles, ...slotObstacles(host.proxy, proxied(app), behind ?? null)];
}

/** A proxy that is a service of the app stops with it, and its maintenance page too. */
export function proxyWarnings(
  { host, containers }: DeployFacts,
  { dataServices }: DeploySituation,
): string[] {
  const own = containers.find(
    ({ name, service }) => name === host.proxy?.container && !dataServices.includes(service),
  );
  return own
    ? [
        sentences(
          `Container ${own.name} is the proxy and a service of the app:`,
          'while the app is replaced nothing answers at all.',
          `Write ${own.service} under data.services, so that it runs on and shows the maintenance page.`,
        ),
      ]
    : [];
}
