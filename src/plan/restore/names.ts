/**
 * Names of what a restore makes on hosts. They derive from its operation,
 * so that each step finds what another has made.
 */
import { posix } from 'node:path';
import type { ItemPlace, RestoreItem } from '../../protocol/steps/restore';

/** Databases. PostgreSQL cuts a name after 63 bytes. */
export const newDatabase = (operation: string): string => `roost_new_${operation}`;
export const keptDatabase = (operation: string): string => `roost_kept_${operation}`;

/**
 * Beside the live file or folder, so that a rename brings it there. Hidden,
 * as the app may read the folder that holds it.
 */
export function besidePaths(live: string, operation: string): { new: string; kept: string } {
  const { dir, base } = posix.parse(live);
  // A name may have 255 bytes.
  const short = base.replace(/^\.+/, '').slice(0, 60);
  const beside = (what: 'new' | 'kept'): string => posix.join(dir, `.${short}.roost-${what}-${operation}`);
  return { new: beside('new'), kept: beside('kept') };
}

/**
 * What is where of a file or folder. All absolute. `base`: it is reached from
 * there without any link; empty: not checked.
 */
export function pathPlaces(
  directory: string,
  restores: string,
  { path, place }: { path: string; place?: ItemPlace },
  operation: string,
): { base: string; live: string; new: string; kept: string } {
  const link = place?.link;
  const live = link ? posix.join(link.to, posix.relative(link.path, path)) : posix.join(directory, path);
  const base = place ? (link?.to ?? directory) : '';
  if (!place?.own) return { base, live, ...besidePaths(live, operation) };
  const own = (what: 'new' | 'kept'): string => posix.join(restores, operation, what, path);
  return { base, live, new: own('new'), kept: own('kept') };
}

/** rsync's rules for what is beside live data: none of it is the app's. */
export const besideFilter = [
  '- .*.roost-new-??????????',
  '- .*.roost-kept-??????????',
  '- .*.roost-kept-??????????.absent',
  // Journals of a SQLite file.
  '- .*.roost-new-??????????-*',
  '- .*.roost-kept-??????????-*',
];

/** The Docker volume that holds the new content until the swap, and the former one from then on. */
export const besideVolume = (volume: string, operation: string): string => `roost-${operation}-${volume}`;

/** In the app's `.roost`, absolute. `restores`: that folder. */
export function restorePaths(restores: string, operation: string) {
  const folder = posix.join(restores, operation);
  return {
    folder,
    /** What is loaded from here, by where it is in the snapshot. */
    sent: posix.join(folder, 'sent'),
    sentAs: (item: Pick<RestoreItem, 'from'>): string => posix.join(folder, 'sent', item.from),
    /** Marks of programs: what was not there before. */
    marks: posix.join(folder, 'marks'),
    record: posix.join(folder, 'restore.json'),
  };
}
