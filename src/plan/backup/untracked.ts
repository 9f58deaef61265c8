/** Which of the files that Compose reads a backup takes, since git does not have them: pure. */
import { posix } from 'node:path';
import type { AppConfig } from '../../fleet/file/app/types';
import type { FoundFile, FoundFiles } from '../../host/untracked';
import { plainText } from '../../lib/plain-text';
import { sentences } from '../../lib/sentences';
import { bytes as inWords } from '../../lib/units';
import type { UntrackedFile } from '../../protocol/data';
import { SYSTEM, type NotNamed } from './not-named';

export interface Untracked {
  files: UntrackedFile[];
  /** What is in no backup: file, what names it, and why. For people. */
  left: string[];
  /** Absolute: what is in the backup by these, of what containers have mounted. */
  taken: string[];
}

const MIB = 1024 * 1024;
/** Of one file, of all of them, and of their names: they are recorded with the plan. */
const LARGEST = 32 * MIB;
const TOGETHER = 256 * MIB;
const MOST = 300;
const NAMES = 32 * 1024;

export const untrackedLimits = { LARGEST, TOGETHER, MOST };

export function chooseUntracked(
  app: AppConfig,
  { directory, files, unclear, refusal }: FoundFiles,
): Untracked {
  const out: Untracked = { files: [], left: [], taken: [] };
  let [sum, names] = [0, 0];
  const leave = ({ path, by }: FoundFile, why: string): void => {
    const shown = posix.isAbsolute(path) ? posix.relative(app.directory, path) : path;
    out.left.push(plainText(`${shown.startsWith('..') ? path : shown} (${by}): ${why}`));
  };
  for (const one of files) {
    const name = nameIn(app.directory, one.path);
    if (isOwn(app, name) || isExcepted(app, one.path)) continue;
    if (one.git === 'tracked' || !['file', 'link'].includes(one.kind)) continue;
    const why = refusedBecause(app, directory, one, name);
    if (why === '') continue;
    if (why !== null) {
      leave(one, why);
      continue;
    }
    const size = one.bytes ?? 0;
    if (size > LARGEST) leave(one, `it has ${inWords(size)}, more than ${inWords(LARGEST)}`);
    else if (sum + size > TOGETHER) leave(one, `all together have more than ${inWords(TOGETHER)}`);
    else if (out.files.length >= MOST || names + name.length > NAMES)
      leave(one, `there are more than ${MOST} files, or their names are too long`);
    else {
      [sum, names] = [sum + size, names + Buffer.byteLength(name)];
      out.files.push(entryOf(app.directory, one, name));
      out.taken.push(one.path);
    }
  }
  out.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  out.left.push(
    ...unclear.map((what) => plainText(`${what}: its name has a variable without a plain value`)),
  );
  if (refusal !== null && files.length > 0)
    out.left.push('what Docker Compose names cannot be found out, since it refuses the Compose files');
  return out;
}

/** Of what `data` does not name, what is in the backup by these. */
export const besides = (unnamed: NotNamed[], untracked: Untracked | undefined): NotNamed[] =>
  unnamed.filter(({ at }) => at === null || !('folder' in at) || !untracked?.taken.includes(at.folder));

/** Relative to the app's folder; absolute outside of it. */
function nameIn(directory: string, path: string): string {
  const inside = posix.relative(directory, path);
  return inside === '' || inside === '..' || inside.startsWith('../') ? path : inside;
}

const entryOf = (directory: string, one: FoundFile, path: string): UntrackedFile => ({
  path,
  ...(one.link === undefined
    ? { mode: `0${(one.mode ?? '0600').slice(-3)}`, uid: one.uid, gid: one.gid }
    : { link: relativeLink(one.path, one.link) }),
  ...(one.git === 'changed' ? { changed: true as const } : {}),
});

const relativeLink = (path: string, link: string): string =>
  posix.relative(posix.dirname(path), posix.resolve(posix.dirname(path), link));

/** What roost writes itself, from the commit and its secrets. */
const isOwn = ({ secrets, source }: AppConfig, name: string): boolean =>
  secrets.some(({ target }) => posix.normalize(target) === name) ||
  name === posix.join(source, 'docker-compose.roost.yml') ||
  name === '.roost' ||
  name.startsWith('.roost/');

/** By a person who has inspected it, or copied by its own means. */
function isExcepted({ directory, data }: AppConfig, path: string): boolean {
  const excepted = (data.except ?? []).flatMap(({ folder }) => (folder === undefined ? [] : folder));
  return (
    excepted.some((folder) => isIn(path, posix.resolve(directory, folder))) ||
    data.sqlite.some((file) => path === posix.resolve(directory, file))
  );
}

/** Null: it is taken; empty: it is the host's own business. */
function refusedBecause(app: AppConfig, directory: string, one: FoundFile, name: string): string | null {
  const { path, real, link, bind } = one;
  const isInside = !posix.isAbsolute(name);
  if (link !== undefined) {
    const to = posix.resolve(posix.dirname(path), link);
    if (isInside && isIn(to, app.directory) && mayLie(name)) return null;
    return bind && isSystem(to) ? '' : `it is a link to ${to}; name the file itself`;
  }
  if (isInside && real !== posix.join(directory, name)) return 'a folder on the way to it is a link';
  if (!isInside && isSystem(real)) return bind ? '' : 'it is in a folder of the system';
  if (!mayLie(name)) return 'it is in a hidden folder that a restore does not write to';
  if (one.sqlite) return 'it is a SQLite database: name it under data.sqlite';
  return null;
}

/**
 * Whether a restore lays a file there: what is a program's own (`.git`, `.ssh`) can do more than be read by
 * Compose.
 * Outside of the app's folder no folder on the way may be hidden.
 */
export function mayLie(name: string): boolean {
  const folders = name.split('/').slice(0, -1);
  if (posix.normalize(name) !== name || name.split('/').includes('..') || name.includes('\0')) return false;
  if (name.split('/').some((part) => /^\.git$/i.test(part)) || name === '') return false;
  if (!posix.isAbsolute(name)) return !/^\.roost(\/|$)/.test(name);
  return name !== '/' && !isSystem(name) && !folders.some((part) => part.startsWith('.'));
}

const isIn = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`);
const isSystem = (path: string): boolean => SYSTEM.some((folder) => isIn(path, folder));

export const untrackedText = (left: string): string =>
  sentences(
    `Not backed up, though Docker Compose reads it: ${left}.`,
    'Except it with a reason (data.except) if it need not be.',
  );
