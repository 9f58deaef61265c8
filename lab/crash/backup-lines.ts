/** What backups have left on the control host and in the repository, as lines of a fingerprint. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backupPaths, readStatus } from '../../src/backup';
import { appTag } from '../../src/restic';
import { backupFolder, repositoryOf } from './backup';
import type { Lane } from './lane';

export async function backupLines(lane: Lane, apps: string[]): Promise<string[]> {
  const paths = backupPaths(backupFolder(lane));
  const restic = await repositoryOf(lane);
  const snapshots = await restic.snapshots();
  const status = await readStatus(paths.status);
  const of = apps.map((app) => {
    const { lastAttempt, lastSuccess } = status.apps[app] ?? {};
    const sources = lastSuccess ? Object.keys(lastSuccess.sources).sort().join(' ') : 'never';
    const isListed = snapshots.some(
      ({ id, tags }) => id === lastSuccess?.snapshot && tags.includes(appTag(app)),
    );
    return `status of ${app}: ${lastAttempt?.outcome ?? 'none'}, success ${sources}${isListed ? ', listed' : ''}`;
  });
  return [
    ...of,
    ...snapshots.map(({ tags, files }) =>
      apps.map(appTag).includes(tags[0] ?? '')
        ? `snapshot ${tags[0]} of ${files} files`
        : `snapshot ${tags[0]}`,
    ),
    ...filesIn(join(backupFolder(lane), '..', 'repository', 'locks')).map(() => 'lock of the repository'),
    ...filesIn(paths.staging).map((file) => `staged ${file}`),
    ...filesIn(paths.marks).map((file) => `mark ${file}`),
  ];
}

export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !statSync(join(folder, name)).isDirectory(),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
