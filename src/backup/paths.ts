/** What lies where in the backup folder of the control host. */
import { join } from 'node:path';

export function backupPaths(folder: string) {
  return {
    folder,
    staging: join(folder, 'staging'),
    /** What was last pulled of an app: always the same path, so that the repository knows it again. */
    app: (app: string) => join(folder, 'staging', app),
    /** Of an app's staging: which operation pulled it, which process works on it, which snapshot was made of it. */
    mark: (app: string, what: 'pulled' | 'snapshotting' | 'snapshot' | 'partial' | 'child') =>
      join(folder, '.marks', `${app}.${what}`),
    marks: join(folder, '.marks'),
    /** The control host's own state, as it is put into the repository. */
    control: join(folder, 'control'),
    status: join(folder, 'status.json'),
    log: join(folder, 'backup.log'),
  };
}

export type BackupPaths = ReturnType<typeof backupPaths>;
