/**
 * restic's command lines, as argv behind the executable. What opens a
 * repository is never among them: see `environment`.
 */
import { onlyIf } from '../lib/only-if';
import type { Repository, Retention } from './types';

/** How long restic waits by itself for another one's lock: a prune of a large repository takes a while. */
const LOCK_WAIT = '10m';

/** The same command, waiting for the process that holds the repository. */
export const waiting = (args: string[]): string[] => ['--retry-lock', LOCK_WAIT, ...args];

/** By its tag an app keeps its past when it moves to another host or folder. */
export const appTag = (app: string): string => `app=${app}`;

/**
 * Of a snapshot of an app that lacks files which could not be read: it
 * is kept, but is none of the app's backups.
 */
export const partialTag = (app: string): string => `partial=${app}`;

/** The tags of a snapshot that turned out to be partial, changed to. */
export const asPartial = (tag: string): string =>
  tag.startsWith(appTag('')) ? partialTag(tag.slice(appTag('').length)) : tag;

/** Of the control host's own state. No app's tag: whatever an app is called. */
export const controlTag = 'roost=control';

/** Of a snapshot that no policy forgets: the last one of an app that was archived. */
export const keepTag = 'roost=keep';

/** By it a run finds the snapshot that it has made, also if no process saw it end. */
export const operationTag = (operation: string): string => `operation=${operation}`;

/** For restic's process. `cache`: a folder of the control host. */
export function environment({ url, password, env }: Repository, cache: string): NodeJS.ProcessEnv {
  return {
    ...env,
    RESTIC_REPOSITORY: url,
    RESTIC_PASSWORD: password,
    RESTIC_CACHE_DIR: cache,
    RESTIC_PROGRESS_FPS: '2',
  };
}

export const probe = (): string[] => ['cat', 'config', '--no-lock', '--json'];

/**
 * `like`: another repository (of the environment `fromEnvironment`) gives its chunk sizes, so
 * that copies of the same data are found to be the same.
 */
export const init = (like = false): string[] => ['init', '--json', ...onlyIf(like, '--copy-chunker-params')];

/** The repository that is copied from. Its backend has the same credentials in the environment, or none. */
export const fromEnvironment = ({ url, password, env }: Repository): NodeJS.ProcessEnv => ({
  ...env,
  RESTIC_FROM_REPOSITORY: url,
  RESTIC_FROM_PASSWORD: password,
});

/** Every snapshot that is not there yet. */
export const copy = (): string[] => ['copy'];

/** Those that have one of the tags; without any: all. */
export const snapshots = (tags: string[]): string[] => [
  'snapshots',
  '--json',
  '--no-lock',
  ...tags.flatMap((tag) => ['--tag', tag]),
];

/** `time`: of the snapshot, `YYYY-MM-DD HH:MM:SS`; absent: now. */
export const backup = (request: { path: string; host: string; tags: string[]; time?: string }): string[] => [
  'backup',
  '--json',
  '--host',
  request.host,
  ...request.tags.flatMap((tag) => ['--tag', tag]),
  ...onlyIf(request.time !== undefined, '--time', String(request.time)),
  '--',
  request.path,
];

/**
 * Grouped by nothing: by default restic groups by host and paths, and
 * an app that moved would keep both pasts.
 */
export const forget = (
  tag: string,
  { hourly = 0, daily, weekly, monthly, yearly = 0 }: Retention,
): string[] => [
  'forget',
  '--json',
  '--tag',
  tag,
  '--group-by',
  '',
  ...onlyIf(hourly > 0, '--keep-hourly', String(hourly)),
  '--keep-daily',
  String(daily),
  '--keep-weekly',
  String(weekly),
  '--keep-monthly',
  String(monthly),
  ...onlyIf(yearly > 0, '--keep-yearly', String(yearly)),
  '--keep-tag',
  keepTag,
];

/** The snapshot gets another id by it. */
export const retag = (id: string, from: string[], to: string[]): string[] => [
  'tag',
  '--json',
  '--remove',
  from.join(','),
  '--add',
  to.join(','),
  id,
];

/** Every node of it, a line each; the first line is the snapshot. */
export const list = (id: string): string[] => ['ls', '--json', '--no-lock', id];

/** One file's content, to stdout. */
export const dump = (id: string, path: string): string[] => ['dump', '--no-lock', id, path];

/**
 * One file or folder, with its own attributes: what a snapshot has under a path is restored without
 * those of the path itself. Content that is there already stays. Every file is read back.
 */
export const restore = (id: string, folder: string, name: string, target: string): string[] => [
  'restore',
  '--json',
  '--verify',
  '--sparse',
  '--include',
  `/${escapePattern(name)}`,
  '--target',
  target,
  `${id}:${folder}`,
];

/** restic's patterns are those of Go's filepath.Match. */
const escapePattern = (name: string): string => name.replace(/[\\*?[\]]/g, '\\$&');

export const prune = (): string[] => ['prune'];

/** `part` of `parts` of all data are read back; over `parts` calls, all of them. */
export const check = (part: number, parts: number): string[] => [
  'check',
  `--read-data-subset=${part}/${parts}`,
];

/**
 * Removes the locks whose holder is known to be gone: a dead process of this host,
 * or one that has not refreshed it for half an hour.
 */
export const unlock = (): string[] => ['unlock'];

export const keys = (): string[] => ['key', 'list', '--json', '--no-lock'];

/** `file`: has the password of the new key. `user` and `host` only name it: two keys may have the same. */
export const addKey = (file: string, user: string, host: string): string[] => [
  'key',
  'add',
  '--new-password-file',
  file,
  '--user',
  user,
  '--host',
  host,
];

export const removeKey = (id: string): string[] => ['key', 'remove', id];

/** What the repository takes at its backend. */
export const size = (): string[] => ['stats', '--json', '--no-lock', '--mode', 'raw-data'];
