/** The reverse proxies that roost works with, one file a kind. */
import type { AppConfig } from '../../fleet/file/app/types';
import type { ProxyConfig, ProxyKind } from '../../fleet/file/host/types';
import { caddy } from './caddy';
import { nginx } from './nginx';
import { traefik } from './traefik';
import type { Configured, ProxiedApp, Proxy } from './types';

export type * from './types';
export { inContainer } from './flag-files';
export { slotAlias, slots } from './slots';

const kinds: Record<ProxyKind, (config: ProxyConfig) => Proxy> = { nginx, caddy, traefik };

/**
 * Why a proxy cannot switch between the slots of an app, with what
 * to change; none where it does not report them.
 */
export function slotObstacles(config: ProxyConfig, { domain }: ProxiedApp, has: Configured | null): string[] {
  const { place, obstacles } = proxyOf(config);
  if (!has || has.slots) return obstacles;
  const what = has.site
    ? `the ${place} of ${domain} does not read the slots`
    : `there is no ${place} for ${domain}`;
  return [...obstacles, `${what} in ${config.container}: \`roost check\` prints the lines to paste`];
}

export const proxyOf = (config: ProxyConfig): Proxy => kinds[config.kind ?? 'nginx'](config);

/** As Compose names the first container of a service, where no name is fixed. */
export const proxied = ({ name, domain, port, container, project, service }: AppConfig): ProxiedApp => ({
  name,
  domain,
  port,
  container: container ?? `${project}-${service}-1`,
  guessed: container === undefined ? true : undefined,
});
