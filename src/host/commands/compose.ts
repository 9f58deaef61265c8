import { posix } from 'node:path';
import { onlyIf } from '../../lib/only-if';

/** One project: the options of Compose before its verb. */
export interface ComposeProject {
  project: string;
  /** Absolute. */
  folder: string;
  /** Relative to `folder`, later ones override. */
  files: string[];
  profiles?: string[] | undefined;
  envFiles?: string[] | undefined;
}

export const compose = ({
  project,
  folder,
  files,
  profiles = [],
  envFiles = [],
}: ComposeProject): string[] => [
  // As in a shell that stands there: Compose files ask for it.
  'env',
  `PWD=${folder}`,
  'docker',
  'compose',
  '--project-name',
  project,
  '--project-directory',
  folder,
  ...each(
    '--file',
    files.map((file) => posix.resolve(folder, file)),
  ),
  ...each('--profile', profiles),
  ...each(
    '--env-file',
    envFiles.map((file) => posix.resolve(folder, file)),
  ),
];

export const build = (base: string[], services: string[] = [], { newest = false } = {}): string[] => [
  ...base,
  '--progress',
  'plain',
  'build',
  ...onlyIf(newest, '--pull'),
  ...services,
];

export const pull = (base: string[], services: string[] = []): string[] => [
  ...base,
  'pull',
  '--quiet',
  ...services,
];

/**
 * An app's `.env` may have COMPOSE_REMOVE_ORPHANS: with what an undo starts again, containers
 * would go that only their owner may remove.
 */
const KEEP_ORPHANS = '--remove-orphans=false';

export interface UpOptions {
  scale?: Record<string, number>;
  /** Neither builds nor pulls: the images are there. */
  noBuild?: boolean;
  noRecreate?: boolean;
  /** What the services depend on is left as it is. */
  alone?: boolean;
}

export const up = (
  base: string[],
  services: string[] = [],
  { scale = {}, noBuild, noRecreate, alone }: UpOptions = {},
): string[] => [
  ...base,
  'up',
  '--detach',
  KEEP_ORPHANS,
  ...onlyIf(noBuild, '--no-build', '--pull', 'never'),
  ...onlyIf(noRecreate, '--no-recreate'),
  ...onlyIf(alone, '--no-deps'),
  ...each(
    '--scale',
    Object.entries(scale).map(([service, count]) => `${service}=${count}`),
  ),
  ...services,
];

/** Creates the containers that `up` would start, and removes those that it would replace. */
export const create = (base: string[]): string[] => [...base, 'create', '--no-build', '--pull', 'never'];

/** The same for these services only. */
export const createOnly = (base: string[], services: string[]): string[] => [
  ...base,
  'up',
  '--no-start',
  KEEP_ORPHANS,
  '--no-build',
  '--pull',
  'never',
  '--no-deps',
  ...services,
];

export interface RunOptions {
  name: string;
  labels?: Record<string, string>;
  entrypoint?: string;
  /** Names only: Compose takes the values from its own environment, so that none is in a process list. */
  envNames?: string[];
}

/** A named one-off container beside the service's own. */
export const runOneOff = (
  base: string[],
  service: string,
  command: string[],
  { name, labels = {}, entrypoint, envNames = [] }: RunOptions,
): string[] => [
  ...base,
  'run',
  '--detach',
  '--no-deps',
  '--name',
  name,
  ...each(
    '--label',
    Object.entries(labels).map(([key, value]) => `${key}=${value}`),
  ),
  ...each('--env', envNames),
  ...each('--entrypoint', entrypoint === undefined ? [] : [entrypoint]),
  service,
  ...command,
];

/** Prints resolved secrets: never to be logged. */
export const config = (base: string[]): string[] => [...base, 'config', '--format', 'json'];

/** Prints their names, a line each. `everyProfile`: also those that `up` would not start. */
export const services = (base: string[], everyProfile: boolean): string[] => [
  ...base,
  ...onlyIf(everyProfile, '--profile', '*'),
  'config',
  '--services',
];

const each = (option: string, values: string[]): string[] => values.flatMap((value) => [option, value]);
