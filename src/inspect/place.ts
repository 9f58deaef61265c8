import { appOf, hostOf, type AppConfig, type Fleet, type HostConfig } from '../fleet/file';
import { homeOf } from '../host/home';
import type { Guard, Host } from '../host/types';
import { hostDirectory, scopePaths } from '../plan/names';
import type { InspectDeps } from './deps';

type PlaceDeps = Pick<InspectDeps, 'fleet' | 'host' | 'guard'>;

/** A folder on a host in which roost keeps lock and marks. */
export interface Place {
  config: HostConfig;
  host: Host;
  /** Absolute. */
  directory: string;
  guard: Guard;
}

export interface AppPlace extends Place {
  fleet: Fleet;
  app: AppConfig;
}

/** Errors: `UnknownApp`. */
export async function placeOf(deps: PlaceDeps, name: string): Promise<AppPlace> {
  const fleet = await deps.fleet();
  const app = appOf(fleet, name);
  const config = hostOf(fleet, app.host);
  const host = await deps.host(config);
  const { directory } = app;
  return { fleet, app, config, host, directory, guard: await deps.guard(host, directory) };
}

/** Of the host itself. Errors: `UnknownHost`, `HostMisconfigured`, those of the host. */
export async function hostPlaceOf(deps: PlaceDeps, name: string): Promise<Place> {
  const config = hostOf(await deps.fleet(), name);
  const host = await deps.host(config);
  const directory = hostDirectory(await homeOf(host));
  return { config, host, directory, guard: await deps.guard(host, directory) };
}

/** Asking the guard makes its folder, and a check must not leave a trace where roost has never been. */
export async function hasRoost({ directory, host }: Pick<Place, 'directory' | 'host'>): Promise<boolean> {
  return (await host.exec(['test', '-d', scopePaths(directory).roost], { ok: [0, 1] })).code === 0;
}
