/** Finds the site of a scope. */
import { hostOf, type Fleet } from '../../fleet/file';
import { homeOf } from '../../host/home';
import type { Host } from '../../host/types';
import { hostDirectory, scopePaths } from '../../plan/names';
import type { ScopeName } from '../../protocol/scope';
import { siteOf } from '../app/site';
import type { Deps } from '../deps';
import type { HostSite, ScopeSite } from './types';

/** Errors: `UnknownApp`, `UnknownHost`, and those of the host. */
export function scopeSite(deps: Deps, scope: ScopeName): Promise<ScopeSite> {
  switch (scope.kind) {
    case 'app':
      return siteOf(deps, scope.app);
    case 'host':
      return hostSite(deps, scope.host);
    case 'fleet':
      return fleetSite(deps);
  }
}

/**
 * The folder is below the home of the SSH user: the one place that an
 * unprivileged user may write on every host, without an installation by root.
 */
export async function hostSite(deps: Deps, name: string): Promise<HostSite> {
  const fleet = await deps.fleet();
  const config = hostOf(fleet, name);
  const host = deps.host(config);
  const directory = hostDirectory(await homeOf(host));
  return { ...placeIn(deps, fleet, host, directory), scope: { kind: 'host', host: name }, config, directory };
}

/** On the control host, in the folder of roost's own state. */
export async function fleetSite(deps: Deps): Promise<ScopeSite> {
  const { host, directory } = deps.control;
  return { ...placeIn(deps, await deps.fleet(), host, directory), scope: { kind: 'fleet' } };
}

function placeIn(deps: Deps, fleet: Fleet, host: Host, directory: string): Omit<ScopeSite, 'scope'> {
  return {
    fleet,
    host,
    jobs: deps.jobs(host),
    guard: deps.guard(host, directory),
    paths: scopePaths(directory),
  };
}
