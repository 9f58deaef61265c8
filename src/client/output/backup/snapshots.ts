import { bytes } from '../../../lib/units';
import type { Snapshot } from '../../../restic';
import { table } from '../table';
import type { Theme } from '../theme';
import { ago, moment } from '../time';

/** Newest first: the last snapshot is the one that is usually needed. */
export function snapshotsLines(
  snapshots: DescribedSnapshot[],
  where: string,
  theme: Theme,
  now: Date,
): string[] {
  if (snapshots.length === 0) return [`No snapshots in ${where}.`];
  const rows = [...snapshots]
    .reverse()
    .map(({ id, time, app, partial, host, bytes: size, paths }) => [
      id.slice(0, 8),
      moment(time),
      ago(time, now),
      partial ? theme.paint.yellow(`${app}, partial`) : (app ?? theme.paint.dim('none')),
      host,
      size === undefined ? '' : bytes(size),
      paths.join(' '),
    ]);
  return table(['SNAPSHOT', 'MADE', '', 'APP', 'HOST', 'SIZE', 'PATHS'], rows, theme);
}

export interface DescribedSnapshot extends Snapshot {
  /** Null: not made by roost. */
  app: string | null;
  /** Lacks files that could not be read; does not count as a backup of the app. */
  partial: boolean;
}
