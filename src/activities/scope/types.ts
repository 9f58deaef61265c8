import type { HostConfig, PlannedFleet } from '../../fleet/file';
import type { Guard, Host, Jobs } from '../../host/types';
import type { scopePaths } from '../../plan/names';
import type { ScopeName } from '../../protocol/scope';

/** What a plan acts on, of whichever scope: the host, and where lock, jobs and marks are there. */
export interface ScopeSite {
  fleet: PlannedFleet;
  scope: ScopeName;
  host: Host;
  jobs: Jobs;
  guard: Guard;
  paths: ReturnType<typeof scopePaths>;
}

export interface HostSite extends ScopeSite {
  config: HostConfig;
  /** roost's own folder there, absolute. */
  directory: string;
}
