/** The containers on a host, as Docker lists them, and which of them are an app's. */
import { inspectContainers } from '../../../host/commands/docker';
import type { ContainerInfo } from '../../../host/parse/containers';
import { parseInspect } from '../../../host/parse/containers';
import type { Host } from '../../../host/types';
import { shellScript } from '../../../lib/shell-script';
import type { RunningContainer } from '../../../plan/release/facts';
import type { AppScope } from '../../../protocol/scope';
import type { Site } from '../site';

export type Container = ContainerInfo;

const realFolders = shellScript(__dirname, 'real-folders');

/**
 * Every Compose container of the host, stopped ones too; a container
 * that goes while it is asked about is left out.
 * Errors: `CommandFailed` when Docker does not answer.
 */
export async function listContainers(
  host: Host,
  filters: string[] = ['label=com.docker.compose.project'],
): Promise<Container[]> {
  const { stdout } = await host.exec(inspectContainers(...filters));
  return parseInspect(stdout.trim() === '' ? '[]' : stdout);
}

/** Where an app's containers are. */
export interface AppPlace extends Pick<Site, 'host' | 'source' | 'paths'> {
  scope: Pick<AppScope, 'project'>;
}

/**
 * This app's own containers: of services of its Compose project,
 * started from its folder by whichever path.
 */
export async function appContainers(site: AppPlace): Promise<Container[]> {
  const all = await listContainers(site.host, [`label=com.docker.compose.project=${site.scope.project}`]);
  const { here, lost } = await byFolder(site, all);
  return [...here, ...lost];
}

export interface ByFolder {
  /** Started in the app's folder, by whichever path. */
  here: Container[];
  /**
   * Started in a folder that is gone, as after the app was moved, or
   * by a Compose that does not say where.
   */
  lost: Container[];
  elsewhere: Container[];
}

/** One-offs, and containers that bear a project's label without being a service of it, are in no part. */
export async function byFolder(
  { host, source, paths }: Pick<Site, 'host' | 'source' | 'paths'>,
  all: Container[],
): Promise<ByFolder> {
  const services = all.filter((c) => !c.oneOff && c.service !== '');
  const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
  const isOwn = (path: string): boolean => isIn(path, source) || isIn(path, paths.releases);
  const others = [...new Set(services.map((c) => c.workingDir))].filter((f) => f !== '' && !isOwn(f));
  const [own = '', ...found] =
    others.length > 0 ? (await host.exec(realFolders(source, ...others))).stdout.split('\0') : [];
  const real = new Map(others.map((folder, i) => [folder, found[i] ?? folder]));
  const parts: ByFolder = { here: [], lost: [], elsewhere: [] };
  for (const container of services) {
    const folder = real.get(container.workingDir) ?? container.workingDir;
    if (folder === '') parts.lost.push(container);
    else if (isOwn(folder) || (own !== '' && isIn(folder, own))) parts.here.push(container);
    else parts.elsewhere.push(container);
  }
  return parts;
}

export const isRunning = (c: Pick<RunningContainer, 'state'>): boolean =>
  c.state === 'running' || c.state === 'restarting';

/** Docker starts it again only where it failed: it may have an end. */
export const mayEnd = ({ restartPolicy }: Container): boolean =>
  restartPolicy !== 'always' && restartPolicy !== 'unless-stopped';

/** Serves, or has done what it was there for. */
export const isReady = (c: Container): boolean =>
  (c.state === 'exited' && c.exitCode === 0 && mayEnd(c)) ||
  (c.state === 'running' && (c.health === null || c.health === 'healthy'));
