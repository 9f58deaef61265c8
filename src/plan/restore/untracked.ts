/** Files that git does not track, as a snapshot has them, and which of them are laid: pure. */
import { posix } from 'node:path';
import { sentences } from '../../lib/sentences';
import type { CopySource, UntrackedFile } from '../../protocol/data';
import type { RestoreItem } from '../../protocol/steps/restore';
import { mayLie } from '../backup/untracked';

type Item = Extract<RestoreItem, { kind: 'untracked' }>;

/** By its manifest, which a hostile host may have had a hand in: what must not be written to is left out. */
export function untrackedIn(untracked: { files: UntrackedFile[] } | undefined): CopySource[] {
  const files = (untracked?.files ?? []).filter(isSafe).map(entryOf);
  return files.length > 0 ? [{ kind: 'untracked', files }] : [];
}

const entryOf = ({ path, mode, uid, gid, link, changed }: UntrackedFile): UntrackedFile => ({
  path,
  ...(link === undefined ? { mode: /^0[0-7]{3}$/.test(mode ?? '') ? mode : '0600', uid, gid } : { link }),
  ...(changed ? { changed } : {}),
});

function isSafe({ path, link }: UntrackedFile): boolean {
  if (!mayLie(path)) return false;
  if (link === undefined) return true;
  const to = posix.join(posix.dirname(path), link);
  return !posix.isAbsolute(path) && !posix.isAbsolute(link) && !to.startsWith('..') && mayLie(to);
}

/**
 * Those that a commit has too are the commit's where it is brought into service anew. Null: nothing is left.
 */
export function withoutChanged(item: Item): { item: Item | null; warnings: string[] } {
  const changed = item.list.filter((one) => one.changed).map(({ path }) => path);
  if (changed.length === 0) return { item, warnings: [] };
  const list = item.list.filter((one) => !one.changed);
  const shown = [...changed.slice(0, 5), ...(changed.length > 5 ? [`${changed.length - 5} more`] : [])];
  return {
    item: list.length > 0 ? { ...item, list } : null,
    warnings: [
      `Changed on the host since their commit, and not laid: ${shown.join(', ')}. The snapshot has them.`,
    ],
  };
}

/** What restores, drills and recoveries say of a snapshot from before. */
export const beforeUntracked = (snapshot: string): string =>
  sentences(
    `Snapshot ${snapshot.slice(0, 8)} is from before backups took files`,
    'that Docker Compose reads and git does not track (.env, env files):',
    'what the app needs of them is not in it.',
  );
