/** Finds the site of a scope. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { hostOf, type Fleet } from '../../fleet/file';
import type { Host } from '../../host/types';
import { shellScript } from '../../lib/shell-script';
import { hostDirectory, scopePaths } from '../../plan/names';
import type { ScopeName } from '../../protocol/scope';
import { siteOf } from '../app/site';
import type { Deps } from '../deps';
import type { HostSite, ScopeSite } from './types';

const printHome = shellScript(__dirname, 'print-home');

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

async function homeOf(host: Host): Promise<string> {
  const { stdout } = await host.exec(printHome());
  // It comes from the host: nothing but a path is taken.
  if (posix.isAbsolute(stdout) && !/\p{Cc}/u.test(stdout)) return posix.normalize(stdout);
  throw new RoostError('HostMisconfigured', `The SSH user of ${host.name} has no home folder.`, {
    host: host.name,
  });
}
