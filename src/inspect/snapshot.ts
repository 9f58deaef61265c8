/** What is in a snapshot, straight from the repository. */
import { rm, rename, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { RoostError } from '../errors';
import { chooseSnapshot } from '../plan/restore/snapshot';
import { appTag, type Restic, type Snapshot, type SnapshotNode } from '../restic';

export interface OpenedSnapshot extends Snapshot {
  /** Absolute folder that holds the app's data in it. */
  root: string;
  /** Paths relative to `root`. */
  nodes: SnapshotNode[];
}

/** Errors: `UnknownSnapshot`, `BadRequest`, those of restic. */
export async function openSnapshot(
  restic: Restic,
  app: string,
  wanted: string,
  clock: { now: Date; zone: string },
): Promise<OpenedSnapshot> {
  const all = (await restic.snapshots(appTag(app))).filter(({ paths }) => paths.length > 0);
  const found = chooseSnapshot(app, all, wanted, clock);
  const root = found.paths[0]!;
  const nodes = (await restic.list(found.id)).flatMap((node) =>
    node.path.startsWith(`${root}/`) ? [{ ...node, path: node.path.slice(root.length + 1) }] : [],
  );
  return { ...found, root, nodes };
}

/** Where a path of the app may be in a snapshot: as it is there, or below the app's folder. */
export const placesOf = (path: string): string[] => {
  const tidy = posix.normalize(path).replace(/\/$/, '');
  return [tidy, `folders/${tidy}`, `copies/sqlite/${tidy}`, `copies/config/${tidy}`];
};

/** Writes one file of it to `target`, whole or not at all; returns its bytes. Errors: `NotInSnapshot`. */
export async function fileOf(
  restic: Restic,
  { id, root, nodes }: OpenedSnapshot,
  path: string,
  target: string,
): Promise<number> {
  const places = placesOf(path);
  const node = nodes.find((one) => one.type === 'file' && places.includes(one.path));
  if (!node)
    throw new RoostError('NotInSnapshot', `Snapshot ${id.slice(0, 8)} has no file ${path}.`, { path });
  const part = `${target}.roost-part`;
  try {
    await restic.dump(id, posix.join(root, node.path), part);
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
  return (await stat(target)).size;
}
