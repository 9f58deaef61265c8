/** Brings what is restored from the repository to the control host. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { amountOf, backupPaths, recordChild, stopPrevious } from '../../../backup';
import { RoostError } from '../../../errors';
import { backupOf } from '../../../fleet/file';
import { ArchiveError, unpack } from '../../../lib/archive';
import { sentences } from '../../../lib/sentences';
import { itemName } from '../../../plan/about';
import type { RestoreItem, RestoreStepArgs } from '../../../protocol/steps/restore';
import { reportProgress } from '../../activity';
import type { StepSite } from '../../app/site';
import { diskOf, requirePulled } from '../../backup/steps/pull';
import { databasesOf, fetchedIn, partsOf, placeDatabase } from './fetched';
import { linkPulled } from './link';

const MIB = 1024 * 1024;

export async function fetchData(
  site: StepSite,
  { snapshot, root, items, pulled }: RestoreStepArgs['fetchData'],
): Promise<string> {
  const { deps, fleet, app, context, signal } = site;
  const { folder, repository } = backupOf(fleet);
  const target = fetchedIn(site, context.operation);
  await mkdir(target, { recursive: true, mode: 0o700 });
  const child = backupPaths(folder).mark(app.name, 'restoring');
  // The restic of a worker that was killed may still write there.
  await stopPrevious(child);
  await removeLeft(target);
  if (pulled) {
    await requirePulled(site, snapshot);
    await linkPulled(site, items, target);
    return 'as it was pulled';
  }
  const restic = await deps.restic(repository, {
    signal,
    secrets: fleet.secrets,
    onChild: (pid) => void recordChild(child, pid).catch(() => {}),
  });
  let bytes = 0;
  for (const item of items) {
    // An attempt before has unpacked it there.
    if (item.kind === 'folder' && item.archive)
      await rm(join(target, item.from), { recursive: true, force: true });
    for (const part of partsOf(item))
      await restic.restore({
        snapshot,
        folder: posix.join(root, posix.dirname(part)),
        name: posix.basename(part),
        target: join(target, posix.dirname(part)),
        onProgress: (progress) =>
          reportProgress({ what: 'restored', ...progress, bytes: bytes + progress.bytes }),
      });
    for (const one of databasesOf(item)) await placeDatabase(target, item.from, one);
    await requireWhole(join(target, item.from), item);
    if (item.kind === 'folder' && item.archive) await unpackItem(target, item, site.app.name);
    bytes += item.bytes;
  }
  await rm(child, { force: true });
  return `${bytes} bytes`;
}

/**
 * Only the holder of the app's lock fetches for it: of other operations
 * is only what a run that was ended has left.
 */
async function removeLeft(target: string): Promise<void> {
  for (const name of await readdir(dirname(target)))
    if (/^[0-9a-f]{10}$/.test(name) && name !== basename(target))
      await rm(join(dirname(target), name), { recursive: true, force: true });
}

/** The folder takes the place of its archive. */
async function unpackItem(
  target: string,
  { path, from, bytes }: Extract<RestoreItem, { kind: 'folder' }>,
  app: string,
): Promise<void> {
  const packed = join(target, from);
  const folder = `${packed}.roost-unpacked`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const { free } = await diskOf(target);
  try {
    // What shrinks more than that was made to.
    await unpack(packed, folder, { bytes: Math.min(200 * bytes + MIB, free), entries: 2_000_000 });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!(error instanceof ArchiveError)) throw error;
    throw new RoostError(
      'CopyDamaged',
      sentences(
        `${from} of ${app} is not unpacked to ${path}: ${error.message}. Nothing was changed.`,
        'Restore without it (--only), and bring it back by hand if you know what it is.',
      ),
      { from },
    );
  }
  const inner = await innerFolder(folder, basename(path));
  await rm(packed, { force: true });
  await rename(inner, packed);
  await rm(folder, { recursive: true, force: true });
}

/**
 * Where in an archive the folder is: by its name on a way that has
 * nothing beside; else it is the whole of it.
 */
async function innerFolder(folder: string, name: string): Promise<string> {
  let found = folder;
  for (let at = folder, depth = 0; depth < 20; depth++) {
    const [only, ...more] = await readdir(at, { withFileTypes: true });
    if (!only?.isDirectory() || more.length > 0) break;
    at = join(at, only.name);
    if (only.name === name) found = at;
  }
  return found;
}

/** restic ends well too where nothing matched. */
async function requireWhole(path: string, item: RestoreItem): Promise<void> {
  const found = await amountOf(path).catch(() => ({ bytes: 0, files: 0 }));
  // Links count as files here, and not in the snapshot's list.
  if (found.bytes >= item.bytes && found.files >= item.files) return;
  throw new RoostError(
    'CopyDamaged',
    sentences(
      `Of ${itemName(item)} ${found.files} files and ${found.bytes} bytes were restored;`,
      `the snapshot has ${item.files} and ${item.bytes}.`,
    ),
    { from: item.from },
  );
}
