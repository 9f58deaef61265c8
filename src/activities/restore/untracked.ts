/** Files that git does not track, of a snapshot. */
import type { SnapshotManifest } from '../../backup';
import type { Selection } from '../../plan/restore/items';
import { beforeUntracked, untrackedIn, withoutChanged } from '../../plan/restore/untracked';
import type { CopySource } from '../../protocol/data';
import type { RestoreRequest } from '../../protocol/requests';
import type { RestoreItem } from '../../protocol/steps/restore';

export const untrackedOf = (manifest: SnapshotManifest | null): CopySource[] =>
  untrackedIn(manifest?.sources.find((one) => one.kind === 'untracked'));

/** `isNew`: the commit comes, or came, into service anew; what it has itself stays as it has it. */
export function laidOf(selection: Selection, isNew: boolean): Selection {
  if (!isNew) return selection;
  const warnings = [...selection.warnings];
  const items = selection.items.flatMap((item): RestoreItem[] => {
    if (item.kind !== 'untracked') return [item];
    const laid = withoutChanged(item);
    warnings.push(...laid.warnings);
    return laid.item ? [laid.item] : [];
  });
  return { items, warnings };
}

/** Of a restore that asks for them, from a snapshot that cannot have them. */
export const lackOf = (
  { what = [], fromPath }: RestoreRequest,
  manifest: SnapshotManifest | null,
  snapshot: string,
): string[] =>
  fromPath === undefined &&
  manifest?.untracked === undefined &&
  what.some((one) => one === 'config' || one === 'untracked')
    ? [beforeUntracked(snapshot)]
    : [];
