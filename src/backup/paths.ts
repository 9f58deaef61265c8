/** Paths in the backup folder of the control host. */
import { join } from 'node:path';

export function backupPaths(folder: string) {
  return {
    folder,
    staging: join(folder, 'staging'),
    /** The last pulled data of an app. The path never changes, so that restic finds the parent snapshot. */
    app: (app: string) => join(folder, 'staging', app),
    /**
     * Marks of an app's staging: the operation that pulled it, the process that works on it, its snapshot.
     */
    mark: (
      app: string,
      what: 'pulled' | 'snapshotting' | 'snapshot' | 'partial' | 'child' | 'room' | 'restoring',
    ) => join(folder, '.marks', `${app}.${what}`),
    allRestores: join(folder, 'restores'),
    /** What restores of an app have fetched, a folder an operation. */
    restores: (app: string) => join(folder, 'restores', app),
    marks: join(folder, '.marks'),
    /** The copy of the control host's own state for the repository. */
    control: join(folder, 'control'),
    status: join(folder, 'status.json'),
    log: join(folder, 'backup.log'),
  };
}

export type BackupPaths = ReturnType<typeof backupPaths>;

/** What the snapshot of the control host's own state holds, by the names in it. */
export const controlFiles = {
  audit: 'audit.db',
  /** To read histories in; no Temporal goes on with it. */
  temporal: 'temporal-read-only.db',
  fleet: 'fleet.yaml',
  /** The commit that `fleet` is of. */
  commit: 'FLEET_COMMIT',
  status: 'status.json',
  alerts: 'alerts.json',
  /** A folder: `HOST/APP.tar`. */
  releases: 'releases',
} as const;
