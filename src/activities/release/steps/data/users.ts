/** Containers that have files open which are kept or put back: a database whose folder is among them. */
import { posix } from 'node:path';
import type { CopySource } from '../../../../protocol/data';
import { appContainers, isRunning, type Container } from '../../../app/containers/containers';
import { prepareToStart, stopAll } from '../../../app/containers/stopped';
import type { StepSite } from '../../../app/site';
import { startData } from './services';

/** Does the work while none of them runs; then the data services run again. */
export async function withoutUsers(
  site: StepSite,
  files: CopySource[],
  data: { release: number | null; dataServices: string[] },
  work: () => Promise<void>,
): Promise<void> {
  const users = (await appContainers(site)).filter((c) => c.mounts.some((m) => uses(site, files, m)));
  await stopAll(site, users.filter(isRunning));
  await work();
  const again = users.filter(({ service }) => data.dataServices.includes(service));
  if (again.length === 0) return;
  await prepareToStart(site, again);
  await startData(site, data);
}

function uses(site: StepSite, files: CopySource[], { source }: Container['mounts'][number]): boolean {
  return files.some((one) => {
    if (one.kind === 'volume') return isVolume(source, one.name, site.scope.project);
    if (one.kind !== 'folder' && one.kind !== 'sqlite') return false;
    const path = posix.join(site.scope.directory, one.path);
    return isIn(source, path) || isIn(path, source);
  });
}

const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** By the folder that Docker's own driver has for it. */
const isVolume = (source: string, name: string, project: string): boolean =>
  [name, `${project}_${name}`].some((volume) => source.endsWith(`/volumes/${volume}/_data`));
