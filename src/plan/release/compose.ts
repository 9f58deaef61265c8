/** What Docker Compose makes of an app, compared with what runs. Errors: `ContractInvalid`. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { COMPOSE_NAMES } from '../../fleet/contract';
import { sentences } from '../../lib/sentences';
import type { DeployFacts } from './facts';
import type { DeploySituation } from './situation';

/** Compose files that the running service was started with, relative to the source; undefined: not known. */
export function filesOfWhatRuns({ app, containers, contract }: DeployFacts): string[] | undefined {
  const source = posix.join(app.directory, app.source);
  const runs = containers.find((c) => c.service === app.service && c.state === 'running');
  const files = runs?.configFiles ?? [];
  if (!runs || files.length === 0 || files.some((file) => !file.startsWith('/'))) return undefined;
  const inSource = (path: string): boolean => `${path}/`.startsWith(`${source}/`);
  // By way of a link the same folder has another path.
  const folder = posix.dirname(contract.reading?.files[0] ?? '.');
  const relative = (file: string): string =>
    !inSource(runs.workingDir) && file.startsWith(`${runs.workingDir}/`)
      ? posix.join(folder, posix.relative(runs.workingDir, file))
      : posix.relative(source, file);
  return files.map(relative).filter((file) => file !== 'docker-compose.roost.yml');
}

/** What runs would lose the settings of a file that is not read any more, without a message. */
export function refuseOtherFiles(facts: DeployFacts, situation: DeploySituation): void {
  const { app, contract } = facts;
  const read = contract.reading?.files;
  const runs = filesOfWhatRuns(facts);
  if (!situation.adopting || !read || !runs) return;
  // One default name in another's place is no other file.
  const main = (file: string): boolean => COMPOSE_NAMES.main.includes(posix.basename(file));
  const lost = runs.filter((file) => !read.includes(file) && !(main(file) && read.some(main)));
  if (lost.length === 0) return;
  throw new RoostError(
    'ContractInvalid',
    sentences(
      `${app.name} was started with ${runs.join(', ')}, and this deploy would read ${read.join(', ')}:`,
      `what ${lost.join(', ')} says would be lost.`,
      `In the fleet file, write compose: [${runs.join(', ')}] under apps.${app.name},`,
      'or start the app with the files that shall count.',
    ),
    { app: app.name, lost },
  );
}

/** Another project has other volumes: new and empty ones. */
export function refuseOtherProject(
  { app, contract, serving }: DeployFacts,
  { scope, adopting }: DeploySituation,
): void {
  const wanted = app.projectGiven ? app.project : contract.compose?.name;
  if (app.contract === 'sgos' || (!serving && !adopting) || wanted === undefined || !contract.reading) return;
  const folder = posix.dirname(posix.join(app.directory, app.source, contract.reading.files[0] ?? 'x'));
  const byFolder = posix
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
  if (wanted === scope.project || (!app.projectGiven && wanted === byFolder)) return;
  throw new RoostError(
    'ContractInvalid',
    sentences(
      `${app.name} runs as Compose project ${scope.project},`,
      `and ${app.projectGiven ? 'the fleet file' : 'its name: or COMPOSE_PROJECT_NAME'} says ${wanted}:`,
      'that project has volumes of its own, which are empty.',
      `Write project: ${scope.project} under apps.${app.name} in the fleet file to stay with ${scope.project}.`,
    ),
    { app: app.name, runs: scope.project, wanted },
  );
}

export const composeWarnings = ({ contract: { reading } }: DeployFacts): string[] => [
  ...(reading?.warnings ?? []).map((warning) => `Docker Compose warns: ${warning}`),
  ...(reading?.keys ?? []).flatMap(({ file, key, message, broken }) =>
    broken ? [] : [`${key} of ${file}: ${message}.`],
  ),
];

/** Where only the containers show whether the app serves, and they may not show it. */
export function healthWarnings({ app, contract }: DeployFacts, { probe }: DeploySituation): string[] {
  const service = contract.compose?.services[app.service];
  if (!probe.unchecked || !service || service.healthcheck.present || contract.reading?.imageHasCheck)
    return [];
  return [
    sentences(
      `Neither the Compose files nor the image of ${app.service} say when it can serve:`,
      `whether port ${probe.port} takes connections is all that is asked.`,
      `Better: health: { path: /… } under apps.${app.name} in the fleet file.`,
    ),
  ];
}
