import { appOf, hostOf, type AppConfig, type Fleet, type HostConfig } from '../fleet/file';
import type { Guard, Host } from '../host/types';
import { appPaths } from '../plan/names';
import type { InspectDeps } from './deps';

/** An app with the way to it. */
export interface Place {
  fleet: Fleet;
  app: AppConfig;
  config: HostConfig;
  host: Host;
  guard: Guard;
}

export async function placeOf(
  deps: Pick<InspectDeps, 'fleet' | 'host' | 'guard'>,
  name: string,
): Promise<Place> {
  const fleet = await deps.fleet();
  const app = appOf(fleet, name);
  const config = hostOf(fleet, app.host);
  const host = await deps.host(config);
  return { fleet, app, config, host, guard: await deps.guard(host, app.directory) };
}

/** Asking the guard makes its folder, and a look must not leave a trace where roost has never been. */
export async function hasRoost({ app, host }: Place): Promise<boolean> {
  return (await host.exec(['test', '-d', appPaths(app.directory).roost], { ok: [0, 1] })).code === 0;
}
