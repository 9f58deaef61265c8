/** Commands about containers and images, whoever made them. */

const filters = (all: string[]): string[] => all.flatMap((filter) => ['--filter', filter]);

/** Ids of all containers, stopped ones too, to which every filter applies. */
export const listIds = (...which: string[]): string[] => [
  'docker',
  'ps',
  '--all',
  '--quiet',
  '--no-trunc',
  ...filters(which),
];

/** Ids of all images, untagged ones too. */
export const images = (): string[] => ['docker', 'image', 'ls', '--all', '--quiet', '--no-trunc'];

export const byLabel = (key: string, value: string): string => `label=${key}=${value}`;

export const start = (container: string): string[] => ['docker', 'start', container];

export const stop = (containers: string[], seconds?: number): string[] => [
  'docker',
  'stop',
  ...(seconds === undefined ? [] : ['--time', String(seconds)]),
  ...containers,
];

export const remove = (...containers: string[]): string[] => [
  'docker',
  'rm',
  '--force',
  '--volumes',
  ...containers,
];

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
  ...(interactive ? ['--interactive'] : []),
  container,
  ...argv,
];

export const tag = (image: string, reference: string): string[] => ['docker', 'tag', image, reference];

const UNTAG = 'for ref; do docker image rm "$ref" >/dev/null 2>&1 || docker version >/dev/null || exit; done';

/** Takes tags away; one that is gone already, or an image that a container still uses, is no failure. */
export const untag = (references: string[]): string[] => ['sh', '-c', UNTAG, 'untag', ...references];
