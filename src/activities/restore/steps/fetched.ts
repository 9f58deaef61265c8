/** What is fetched of a restore on the control host: where it is, and what belongs to an item. */
import { constants } from 'node:fs';
import { lstat, open, rm } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { backupPaths } from '../../../backup';
import { RoostError } from '../../../errors';
import { backupOf } from '../../../fleet/file';
import { isRealFolder } from '../../../host/pull/real-folder';
import { sentences } from '../../../lib/sentences';
import type { ItemDatabase, RestoreItem } from '../../../protocol/steps/restore';
import type { StepSite } from '../../app/site';

/** What is fetched of an operation; as in the snapshot below it. */
export const fetchedIn = ({ fleet, app }: Pick<StepSite, 'fleet' | 'app'>, operation: string): string =>
  join(backupPaths(backupOf(fleet).folder).restores(app.name), operation);

/** Of an item: all that is fetched, relative to the snapshot's folder. */
export const partsOf = (item: RestoreItem): string[] => {
  if (item.kind === 'postgres' && item.roles) return [item.from, item.roles];
  return [item.from, ...databasesOf(item).map(({ from }) => from)];
};

export const databasesOf = (item: RestoreItem): ItemDatabase[] =>
  item.kind === 'folder' ? (item.databases ?? []) : [];

/**
 * Into the file that is there, which has owner and mode; its journals
 * belong to what it was. Never by way of a link.
 */
export async function placeDatabase(
  target: string,
  folder: string,
  { path, from }: ItemDatabase,
): Promise<void> {
  const base = join(target, folder);
  const file = join(base, path);
  if (!(await isRealFolder(base, dirname(path))))
    throw new RoostError(
      'CopyDamaged',
      sentences(
        `${posix.join(folder, dirname(path))} is no folder in the snapshot, but ${path} is to lie in it.`,
        'Restore the SQLite file by itself, by --only.',
      ),
      { from },
    );
  for (const end of ['-wal', '-shm', '-journal']) await rm(`${file}${end}`, { force: true });
  const found = await lstat(file).catch(() => null);
  if (found && !found.isFile()) await rm(file, { recursive: true });
  const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  // A host may have given a link for its copy: to a file of this machine, which would be sent to it.
  const isCopy =
    (await isRealFolder(target, dirname(from))) &&
    (await lstat(join(target, from)).catch(() => null))?.isFile();
  if (!isCopy)
    throw new RoostError('CopyDamaged', `${from} is no file in the snapshot, and so no copy of ${path}.`, {
      from,
    });
  const copy = await open(join(target, from), O_RDONLY | O_NOFOLLOW);
  const to = await open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
  await pipeline(copy.createReadStream(), to.createWriteStream());
}
