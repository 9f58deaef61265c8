/** The containers on a host, as Docker tells them. */
import { inspectContainers } from '../../host/commands/docker';
import type { ContainerInfo } from '../../host/parse/containers';
import { parseInspect } from '../../host/parse/containers';
import type { Host } from '../../host/types';
import type { RunningContainer } from '../../plan/release/facts';
import type { StepSite } from './site';

export type Container = ContainerInfo;

/** Every Compose container of the host, stopped ones too; a container that goes while it is asked about is left out. Errors: `CommandFailed` when Docker does not answer. */
export async function listContainers(
  host: Host,
  filters: string[] = ['label=com.docker.compose.project'],
): Promise<Container[]> {
  const { stdout } = await host.exec(inspectContainers(...filters));
  return parseInspect(stdout.trim() === '' ? '[]' : stdout);
}

/** This app's own containers: by project and folder, since the project `src` may be shared. */
export async function appContainers(site: StepSite): Promise<Container[]> {
  const all = await listContainers(site.host, [`label=com.docker.compose.project=${site.scope.project}`]);
  return all.filter((c) => !c.oneOff && (c.workingDir === '' || c.workingDir === site.source));
}

export const isRunning = (c: Pick<RunningContainer, 'state'>): boolean =>
  c.state === 'running' || c.state === 'restarting';

/** Serves, or has done what it was there for. */
export const isReady = (c: Container): boolean =>
  (c.state === 'exited' && c.exitCode === 0) ||
  (isRunning(c) && (c.health === null || c.health === 'healthy'));
