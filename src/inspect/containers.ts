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
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', service = '', project = '', workingDir = '', state = '', status = '', oneOff = ''] =
        line.split('\t');
      const health =
        /\((healthy|unhealthy|health: starting)\)/.exec(status)?.[1]?.replace('health: ', '') ?? null;
      return { name, service, project, workingDir, state, health, oneOff: oneOff === 'True' };
    });
}

/** An app's containers, those of one-offs included, by folder first: every app that was ever started in a folder `src/` has the project name `src`. */
export function containersOf(app: AppConfig, project: string, all: Container[]): Container[] {
  const { releases } = appPaths(app.directory);
  const source = posix.join(app.directory, app.source);
  return all
    .filter((one) =>
      one.workingDir
        ? one.workingDir === source || one.workingDir.startsWith(`${releases}/`)
        : one.project === project,
    )
    .sort((a, b) => a.service.localeCompare(b.service) || a.name.localeCompare(b.name));
}

/** Up, and healthy where Docker can tell. */
export const isWell = ({ state, health }: Container): boolean =>
  state === 'running' && (health === null || health === 'healthy');
