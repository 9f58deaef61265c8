/** The newest snapshot of a control host's own state. */
import { posix } from 'node:path';
import { controlFiles } from '../../backup';
import type { ControlSnapshot } from '../../plan/recover/control/types';
import { controlTag, type Restic } from '../../restic';

export interface OpenedControl extends ControlSnapshot {
  /** Absolute folder in the snapshot. */
  root: string;
  /** Paths of its files, relative to `root`. */
  files: string[];
  /** Of all of them. */
  bytes: number;
}

/** `fleetText`: of the fleet file here. Null: there is none. Errors: those of restic. */
export async function controlSnapshot(restic: Restic, fleetText: string): Promise<OpenedControl | null> {
  const [newest] = (await restic.snapshots(controlTag))
    .filter(({ paths }) => paths.length > 0)
    .sort((a, b) => b.time.localeCompare(a.time));
  if (!newest) return null;
  const root = newest.paths[0]!;
  const nodes = (await restic.list(newest.id)).filter(
    ({ type, path }) => type === 'file' && path.startsWith(`${root}/`),
  );
  const files = nodes.map(({ path }) => path.slice(root.length + 1));
  const read = async (name: string): Promise<string | null> =>
    files.includes(name) ? restic.read(newest.id, posix.join(root, name)) : null;
  const [fleet, commit] = await Promise.all([read(controlFiles.fleet), read(controlFiles.commit)]);
  return {
    id: newest.id,
    time: newest.time,
    root,
    files,
    bytes: nodes.reduce((sum, { size }) => sum + size, 0),
    missing: Object.values(controlFiles).filter(
      (name) => !files.some((file) => file === name || file.startsWith(`${name}/`)),
    ),
    sameFleet: fleet === null ? null : fleet === fleetText,
    commit: commit?.trim().slice(0, 200) ?? null,
  };
}
