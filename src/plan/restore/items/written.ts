/**
 * What an app's own script wrote, and what is in a snapshot that roost has not made: found by its name. Pure.
 */
import { posix } from 'node:path';
import { onlyIf } from '../../../lib/only-if';
import { sentences } from '../../../lib/sentences';
import type { CopySource } from '../../../protocol/data';
import type { RestoreItem } from '../../../protocol/steps/restore';
import { isWithin, type HeldNode, type HeldSource } from '../held';

const ARCHIVE = /\.(tar|tar\.gz|tgz|zip)$/i;

/**
 * The newest archive that is named after the folder; of what the app's own
 * script wrote, or in a snapshot of no run of roost.
 */
export function archivedItem({ source, from, loose }: HeldSource, nodes: HeldNode[]): RestoreItem | null {
  if (source.kind !== 'folder' && source.kind !== 'sqlite') return null;
  const own = nodes.filter(({ isFile, path }) => isFile && (loose || path.startsWith('script/')));
  const name = posix.basename(source.path);
  if (source.kind === 'sqlite') {
    const copies = own.filter(({ path }) => posix.basename(path) === name);
    const [copy] = copies.length === 1 ? copies : [];
    return copy ? { ...source, from: copy.path, bytes: copy.bytes, files: 1 } : null;
  }
  const archives = own.filter(({ path }) => ARCHIVE.test(path) && isNamedAfter(path, name, ARCHIVE));
  const newest = archives.sort((a, b) => a.modified.localeCompare(b.modified)).at(-1);
  if (!newest || from === newest.path) return null;
  return { ...source, from: newest.path, bytes: newest.bytes, files: 1, archive: true };
}

/** What the app's own script wrote and no source takes, with what to write so that one does. */
export function leftOf(items: RestoreItem[], nodes: HeldNode[]): string[] {
  const folders = items.flatMap((item) => (item.kind === 'folder' ? [posix.basename(item.path)] : []));
  const hasDatabase = items.some(({ kind }) => kind === 'postgres' || kind === 'mariadb');
  // Older ones of a kind that is taken are no loss.
  const isTaken = (path: string): boolean =>
    items.some(({ from }) => isWithin(path, from)) ||
    (hasDatabase && DUMP.test(path)) ||
    folders.some((name) => isNamedAfter(path, name, ARCHIVE));
  const left = nodes
    .filter(({ isFile, path }) => isFile && path.startsWith('script/') && !isTaken(path))
    .map(({ path }) => path);
  if (left.length === 0) return [];
  const archive = left.find((path) => ARCHIVE.test(path));
  const name = archive ? posix.basename(archive).replace(ARCHIVE, '') : 'NAME';
  const named = [...left.slice(0, 5), ...onlyIf(left.length > 5, `${left.length - 5} more`)].join(', ');
  return [
    sentences(
      `Not restored of what the app's own script wrote: ${named}.`,
      'A dump goes into data.postgres or data.mariadb,',
      'an archive (tar, tar.gz, zip) to the folder after which it is named,',
      `such as data: { folders: [data/${name}] }`,
    ),
  ];
}

const DUMP = /\.(dump|pgdump|pgsql|psql|sql|backup)(\.(gz|xz|zst|bz2))?$/i;

/** The same of a dump by mariadb-dump. */
export function sqlItem(
  source: Extract<CopySource, { kind: 'mariadb' }>,
  from: string,
  nodes: HeldNode[],
): RestoreItem | null {
  const own = nodes.find(({ isFile, path }) => isFile && path === from);
  const dump = own ?? writtenDump(source.database, from === '', nodes);
  return dump ? { ...source, from: dump.path, bytes: dump.bytes, files: 1 } : null;
}

/**
 * Of a backup by kinds, else the newest dump that the app's own
 * script wrote. `from` empty: wherever it is.
 */
export function databaseItem(
  source: Extract<CopySource, { kind: 'postgres' }>,
  from: string,
  nodes: HeldNode[],
): RestoreItem | null {
  const files = nodes.filter(({ isFile, path }) => isFile && DUMP.test(path));
  const own = files.filter(({ path }) => posix.dirname(path) === from && !path.endsWith('/globals.sql'));
  const dump =
    own.find(({ path }) => path === `${from}/${source.database}.dump`) ??
    (own.length === 1 ? own[0] : undefined);
  const roles = nodes.find(({ path }) => path === `${from}/globals.sql`)?.path;
  if (dump) return { ...source, from: dump.path, bytes: dump.bytes, files: 1, roles };
  const newest = writtenDump(source.database, from === '', nodes);
  return newest ? { ...source, from: newest.path, bytes: newest.bytes, files: 1 } : null;
}

/** The newest dump that an app's own script wrote. */
function writtenDump(database: string, anywhere: boolean, nodes: HeldNode[]): HeldNode | undefined {
  const written = nodes
    .filter(
      ({ isFile, path }) =>
        isFile &&
        DUMP.test(path) &&
        (anywhere || path.startsWith('script/')) &&
        !/globals|roles/i.test(posix.basename(path)),
    )
    .sort((a, b) => a.modified.localeCompare(b.modified));
  return (
    written.filter(({ path }) => isNamedAfter(path, database)).at(-1) ??
    written.filter(({ path }) => posix.basename(path).includes(database)).at(-1) ??
    written.at(-1)
  );
}

/** By its name only: beside `phone-1.dump` a script may write `phone_test.dump`. */
function isNamedAfter(path: string, database: string, ending = DUMP): boolean {
  const [stem] = posix.basename(path).split(ending);
  const at = stem!.indexOf(database);
  if (at < 0 || /[\p{L}\d]$/u.test(stem!.slice(0, at))) return false;
  return /^((\d{6}|[-_.])[\d:TZ._-]*)?$/.test(stem!.slice(at + database.length));
}
