/** Finds the site of a scope. */
import { hostOf, type Fleet, type HostConfig, type PlannedFleet } from '../../fleet/file';
import { homeOf } from '../../host/home';
import type { Host } from '../../host/types';
import { hostDirectory, scopePaths } from '../../plan/names';
import type { FleetScope, HostReach, HostScope, Scope, ScopeName } from '../../protocol/scope';
import { depsOn, drillSite, plannedSite, siteOf } from '../app/site';
import type { Deps } from '../deps';
import { fleetOf } from './planned';
import type { HostSite, ScopeSite } from './types';

/**
 * A plan's scope as it was planned, a name by the fleet file.
 * Errors: `UnknownApp`, `UnknownHost`, and those of the host.
 */
export async function scopeSite(deps: Deps, scope: ScopeName | Scope): Promise<ScopeSite> {
  switch (scope.kind) {
    case 'app':
      if ('directory' in scope) return plannedSite(deps, scope);
      return scope.drill
        ? drillSite(deps, scope.app)
        : siteOf(await depsOn(deps, scope.app, scope.on), scope.app);
    case 'host':
      return 'directory' in scope ? plannedHostSite(deps, scope) : hostSite(deps, scope.host, scope.at);
    case 'fleet':
      return 'directory' in scope ? plannedFleetSite(deps, scope) : fleetSite(deps);
  }
}

/**
 * The folder is below the home of the SSH user: the one place that an
 * unprivileged user may write on every host, without an installation by root.
 */
export async function hostSite(deps: Deps, name: string, at?: HostReach): Promise<HostSite> {
  const fleet = await fleetAt(deps, name, at);
  const config = hostOf(fleet, name);
  const directory = hostDirectory(await homeOf(deps.host(config)));
  return placedHost(deps, fleet, config, directory);
}

/** The fleet with the host where it is now. Errors: `UnknownHost`. */
async function fleetAt(deps: Deps, name: string, at: HostReach = {}): Promise<Fleet> {
  const fleet = await deps.fleet();
  const { address, hostKey, user } = at;
  if (address === undefined && hostKey === undefined && user === undefined) return fleet;
  const config = hostOf(fleet, name);
  const moved: HostConfig = {
    ...config,
    addresses: address === undefined ? config.addresses : [address],
    hostKey: hostKey ?? config.hostKey,
    user: user ?? config.user,
  };
  return { ...fleet, hosts: { ...fleet.hosts, [name]: moved } };
}

/** As it was planned. */
export async function plannedHostSite(deps: Deps, scope: HostScope): Promise<HostSite> {
  const fleet = await fleetOf(deps, scope);
  return placedHost(deps, fleet, hostOf(fleet, scope.host), scope.directory);
}

function placedHost(deps: Deps, fleet: PlannedFleet, config: HostConfig, directory: string): HostSite {
  const place = placeIn(deps, fleet, deps.host(config), directory);
  return { ...place, scope: { kind: 'host', host: config.name }, config, directory };
}

/** On the control host, in the folder of roost's own state. */
export const fleetSite = async (deps: Deps): Promise<ScopeSite> =>
  placedControl(deps, await deps.fleet(), deps.control.directory);

/** As it was planned. */
export const plannedFleetSite = async (deps: Deps, scope: FleetScope): Promise<ScopeSite> =>
  placedControl(deps, await fleetOf(deps, scope), scope.directory);

function placedControl(deps: Deps, fleet: PlannedFleet, directory: string): ScopeSite {
  return { ...placeIn(deps, fleet, deps.control.host, directory), scope: { kind: 'fleet' } };
}

function placeIn(deps: Deps, fleet: PlannedFleet, host: Host, directory: string): Omit<ScopeSite, 'scope'> {
  return {
    fleet,
    host,
    jobs: deps.jobs(host),
    guard: deps.guard(host, directory),
    paths: scopePaths(directory),
  };
}
