import { posix } from 'node:path';
import type { AppConfig } from '../fleet/file';
import { appPaths } from '../plan/names';

export interface Container {
  name: string;
  service: string;
  project: string;
  workingDir: string;
  /** Docker's `running`, `exited`, … */
  state: string;
  /** `healthy`, `unhealthy`, `starting`; null: no health check. */
  health: string | null;
  oneOff: boolean;
  /** It ran to its end as it should: others of the project start only after that. */
  ended: boolean;
  /** The reference that it was made from; the start of the id where another image has that by now. */
  image: string;
  /** It is in the network of another container. */
  borrows: boolean;
}

const label = (name: string): string => `{{.Label "com.docker.compose.${name}"}}`;
const FIELDS = [
  '{{.Names}}',
  label('service'),
  label('project'),
  label('project.working_dir'),
  '{{.State}}',
  '{{.Status}}',
  label('oneoff'),
  '{{.Image}}',
  label('depends_on'),
  '{{.Networks}}',
];

/** All Compose containers of a host, a line each; what `docker ps` shows needs no second call. */
export const containersArgv = (): string[] => [
  'docker',
  'ps',
  '-a',
  '--filter',
  'label=com.docker.compose.project',
  '--format',
  FIELDS.join('\t'),
];

export function parseContainers(text: string): Container[] {
  const rows = text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
  const completing = new Set(rows.flatMap(([, , project = '', ...rest]) => awaited(project, rest[5] ?? '')));
  return rows.map(
    ([name = '', service = '', project = '', workingDir = '', state = '', status = '', ...more]) => {
      const [, health] = /\((healthy|unhealthy|health: starting)\)/.exec(status) ?? [];
      return {
        name,
        service,
        project,
        workingDir,
        state,
        health: health?.replace('health: ', '') ?? null,
        oneOff: more[0] === 'True',
        image: more[1] ?? '',
        borrows: more[3] === '',
        ended: status.startsWith('Exited (0)') && completing.has(`${project} ${service}`),
      };
    },
  );
}

/** Services whose end others wait for, by the label of Compose: `db:service_healthy:false,migrate:…`. */
const awaited = (project: string, dependsOn: string): string[] =>
  dependsOn.split(',').flatMap((one) => {
    const [service, condition] = one.split(':');
    return condition === 'service_completed_successfully' ? [`${project} ${service}`] : [];
  });

/** Of one app, those of one-offs included. */
export interface AppContainers {
  project: string;
  /** Started in the app's folder. */
  own: Container[];
  /** Services of the project that were started in other folders, by folder. */
  elsewhere: Map<string, Container[]>;
}

/**
 * By Compose project, as Compose itself goes. `serving`: the project of the serving
 * release; without one it is that of what was started in the app's folder. What bears the
 * project's label and is no service of it is not the app's.
 */
export function containersOf(app: AppConfig, serving: string | undefined, all: Container[]): AppContainers {
  const { releases } = appPaths(app.directory);
  const source = posix.join(app.directory, app.source);
  const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
  const isHere = ({ workingDir }: Container): boolean =>
    isIn(workingDir, source) || isIn(workingDir, releases);
  const services = all.filter(({ service }) => service !== '');
  const here = services.filter(isHere);
  const started = here.find(({ project }) => project === app.project) ?? here[0];
  const project = serving ?? started?.project ?? app.project;
  const own: Container[] = [];
  const elsewhere = new Map<string, Container[]>();
  for (const one of services.filter((each) => each.project === project)) {
    if (isHere(one) || one.workingDir === '') own.push(one);
    else elsewhere.set(one.workingDir, [...(elsewhere.get(one.workingDir) ?? []), one]);
  }
  return { project, own, elsewhere };
}

export const byService = (a: Container, b: Container): number =>
  a.service.localeCompare(b.service) || a.name.localeCompare(b.name);

/** Up, and healthy where Docker knows it. */
export const isWell = ({ state, health, ended }: Container): boolean =>
  ended || (state === 'running' && (health === null || health === 'healthy'));
