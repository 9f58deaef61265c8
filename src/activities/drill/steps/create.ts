/** Makes the containers of a drill, and inspects each before one is started. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { compose, create } from '../../../host/commands/compose';
import { inspectContainers } from '../../../host/commands/docker';
import { lastLines } from '../../../lib/output-tail';
import { sentences } from '../../../lib/sentences';
import { list, section, text } from '../../../lib/unchecked';
import { dangers } from '../../../plan/drill/scratch';
import { drillPaths } from '../../../plan/names';
import { fencedJob } from '../../app/job';
import type { StepSite } from '../../app/site';
import { prepareMounts } from './stage';

/** Compose with the drill's own file only. */
export const drillCompose = (site: StepSite): string[] =>
  compose({
    project: site.scope.project,
    folder: site.source,
    files: [drillPaths(site.paths.roost, site.context.operation).compose],
    // Neither `.env` nor anything else of the commit is read any more.
    envFiles: ['/dev/null'],
  });

export async function createDrill(site: StepSite): Promise<string> {
  const file = drillPaths(site.paths.roost, site.context.operation).compose;
  const model = section(JSON.parse((await site.host.download(file)).toString('utf8')));
  await prepareMounts(site, site.fleet.apps[site.context.scope.app]!.directory, mountsOf(model));
  const { code, tail } = await fencedJob(site, create(drillCompose(site)));
  if (code !== 0)
    throw new RoostError(
      'DrillRefused',
      `Docker Compose cannot make the containers of a drill of ${site.context.scope.app} (exit ${code}):\n${lastLines(tail, 20)}`,
      { app: site.context.scope.app },
    );
  const { project, directory } = site.scope;
  const { stdout } = await site.read(inspectContainers(`label=com.docker.compose.project=${project}`));
  const containers = list(JSON.parse(stdout || '[]'));
  const network = await site.read([
    'docker',
    'network',
    'inspect',
    '--format',
    '{{.Internal}}',
    `${project}_drill`,
  ]);
  const found = dangers(containers, { scratch: posix.normalize(directory), project });
  if (network.stdout.trim() !== 'true') found.push(`network ${project}_drill leads out`);
  if (containers.length === 0) found.push('there is no container');
  if (found.length === 0) return `${containers.length} containers, none of which can touch anything`;
  throw new RoostError(
    'DrillRefused',
    sentences(
      `A drill of ${site.context.scope.app} was not started,`,
      `since it could touch something: ${found.join('; ')}.`,
    ),
    { app: site.context.scope.app },
  );
}

/** What is on the host of what the services mount. */
function mountsOf(model: Record<string, unknown>): string[] {
  const binds = Object.values(section(model.services)).flatMap((service) =>
    list(section(service).volumes).flatMap((volume) => {
      const { type, source } = section(volume);
      return type === 'bind' ? (text(source) ?? []) : [];
    }),
  );
  const files = ['configs', 'secrets'].flatMap((part) =>
    Object.values(section(model[part])).flatMap((value) => text(section(value).file) ?? []),
  );
  return [...new Set([...binds, ...files])];
}
