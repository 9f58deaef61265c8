import { posix } from 'node:path';

/** Paths in a fleet file are the hosts', hence POSIX wherever roost runs. */

const unprintable = /[\u0000-\u001f\u007f]/;

const upward = (path: string): boolean => path.split('/').includes('..');

/** An absolute folder that is not the root itself. */
export const isAbsolute = (path: string): boolean =>
  path.startsWith('/') && !upward(path) && !unprintable.test(path) && tidy(path) !== '/';

/** Stays in the folder it is relative to; `.` is that folder. */
export const isInside = (path: string): boolean =>
  path !== '' && !/^[/~-]/.test(path) && !upward(path) && !unprintable.test(path);

/** Below the folder it is relative to, and not where roost keeps its own files. */
export const isBelow = (path: string): boolean => {
  const [first] = tidy(path).split('/');
  return isInside(path) && first !== '.' && first !== '.roost';
};

/** A folder on the machine roost runs on: absolute, or in the home folder. */
export const isLocalFolder = (path: string): boolean =>
  /^(\/|~\/)[^\n]*[^/\n]$/.test(path) && !unprintable.test(path);

/** A file there; it may be relative to the fleet file's folder too. */
export const isLocalFile = (path: string): boolean =>
  isLocalFolder(path) || (/^[^/~-].*[^/]$|^[^/~-]$/.test(path) && !unprintable.test(path));

/** One spelling per path: no doubled, trailing or `./` parts. */
export const tidy = (path: string): string => {
  const normal = posix.normalize(path);
  return normal.length > 1 ? normal.replace(/\/$/, '') : normal;
};

/** A URL without the slashes at its end. */
export const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** Where paths of a fleet file begin on the machine roost runs on; both absolute. */
export interface Start {
  home: string;
  /** Of the fleet file. */
  folder: string;
}

export const localPath = (path: string, { home, folder }: Start): string =>
  path.startsWith('~/') ? posix.join(home, path.slice(2)) : posix.resolve(folder, path);
