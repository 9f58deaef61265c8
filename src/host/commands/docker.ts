/** Commands about containers and images. */
import { onlyIf } from '../../lib/only-if';
import { shellScript } from '../../lib/shell-script';

/**
 * The output of `docker inspect` for all containers that every filter matches,
 * stopped ones too; empty if there are none.
 */
export const inspectContainers = shellScript(__dirname, 'inspect-containers');

/** Ids of all images, untagged ones too. */
export const images = (): string[] => ['docker', 'image', 'ls', '--all', '--quiet', '--no-trunc'];

export const byLabel = (key: string, value: string): string => `label=${key}=${value}`;

export const start = (container: string): string[] => ['docker', 'start', container];

export const stop = (containers: string[], seconds?: number): string[] => [
  'docker',
  'stop',
  ...onlyIf(seconds !== undefined, '--time', String(seconds)),
  ...containers,
];

export const remove = (...containers: string[]): string[] => [
  'docker',
  'rm',
  '--force',
  '--volumes',
  ...containers,
];

/** Their volumes stay, those without a name too. */
export const removeAlone = (...containers: string[]): string[] => ['docker', 'rm', '--force', ...containers];

/** Ends by itself after that many seconds, with code 124. */
export const waitFor = (container: string, seconds: number): string[] => [
  'timeout',
  String(seconds),
  'docker',
  'wait',
  container,
];

export const logs = (container: string, lines: number): string[] => [
  'docker',
  'logs',
  '--tail',
  String(lines),
  container,
];

export const rename = (container: string, name: string): string[] => ['docker', 'rename', container, name];

export const execIn = (container: string, argv: string[], { interactive = false } = {}): string[] => [
  'docker',
  'exec',
  ...onlyIf(interactive, '--interactive'),
  container,
  ...argv,
];

export const tag = (image: string, reference: string): string[] => ['docker', 'tag', image, reference];

/** Takes tags away; one that is gone already, or an image that a container still uses, is no failure. */
export const untag = shellScript(__dirname, 'untag');
