/** Whether the host's proxy has what an app needs of it, with the lines to paste. */
import type { AppConfig, HostConfig } from '../../fleet/file';
import { proxied, proxyOf, slotObstacles, type Mount } from '../../host/proxies';
import type { Host } from '../../host/types';
import { onlyIf } from '../../lib/only-if';
import { within } from '../within';
import type { HostFacts } from './host/facts';
import { fail, ok, unknown, warn, type Finding } from './types';

export interface ProxyFacts {
  /** As it has printed it. Holds what people write into a proxy's configuration. */
  loaded: string;
  mounts: Mount[];
}

/** Null: there is none, or it does not run. */
export async function proxyFacts(
  host: Host,
  { name, proxy }: HostConfig,
  facts: HostFacts,
): Promise<ProxyFacts | null> {
  if (!proxy || facts.proxy?.state !== 'running') return null;
  const { stdout } = await within(name, host.exec(proxyOf(proxy).read()));
  return { loaded: stdout, mounts: facts.proxy.mounts };
}

export function slotsMissing(app: AppConfig, { proxy }: HostConfig, behind: ProxyFacts | null): string[] {
  if (!proxy || !behind || app.proxy.switch !== 'flag') return [];
  const has = proxyOf(proxy).configured(behind.loaded, proxied(app));
  return slotObstacles(proxy, proxied(app), has);
}

export function proxyFindings(
  app: AppConfig,
  { proxy: config }: HostConfig,
  behind: ProxyFacts | null,
): Finding[] {
  if (!config || !behind || app.domain === undefined) return [];
  const proxy = proxyOf(config);
  const site = proxied(app);
  const has = proxy.configured(behind.loaded, site);
  if (!has)
    return [unknown('proxy', `${config.container} does not show its configuration, so it was not checked`)];
  const switched = app.proxy.switch === 'flag';
  const missing = [
    ...onlyIf(!has.maintenance, 'the maintenance flags'),
    ...onlyIf(switched && !has.slots, 'the slots'),
  ];
  if (has.site && missing.length === 0)
    return [
      ok('proxy', `the ${proxy.place} of ${app.domain} reads the flags${switched ? ' and the slots' : ''}`),
    ];
  const says = has.site
    ? `the ${proxy.place} of ${app.domain} does not read ${missing.join(' and ')}`
    : `${config.container} has no ${proxy.place} for ${app.domain}`;
  const grade = switched && !has.slots ? fail : warn;
  const finding = grade(
    'proxy',
    says,
    `give it these lines, and reload ${config.container} (docs/proxy.md):`,
  );
  return [{ ...finding, lines: proxy.lines(site, behind.mounts) }];
}
