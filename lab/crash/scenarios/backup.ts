import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backupPaths, readStatus } from '../../../src/backup';
import { backupFolder, emptyBackup, repositoryOf } from '../backup';
import type { Lane } from '../lane';
import { serving } from './bases';
import type { Scenario } from './types';

/** Database, folder and configuration: one snapshot, whatever dies. */
export const backup: Scenario = {
  name: 'backup',
  workflow: 'backup',
  base: serving,
  request: async () => ({ app: 'phone' }),
  prepare: emptyBackup,
  strikes: ['copy-postgres', 'pull', 'snapshot', 'record'],
  here,
};

async function here(lane: Lane): Promise<string[]> {
  const paths = backupPaths(backupFolder(lane));
  const restic = await repositoryOf(lane);
  const snapshots = (await restic.snapshots()).map(({ tags, files }) => `snapshot ${tags[0]} of ${files} files`);
  const { phone } = (await readStatus(paths.status)).apps;
  return [
    ...snapshots,
    ...locks(lane),
    `status ${phone?.lastAttempt?.outcome ?? 'none'}, success ${phone?.lastSuccess ? Object.keys(phone.lastSuccess.sources).sort().join(' ') : 'never'}`,
    ...filesIn(paths.staging).map((file) => `staged ${file}`),
    ...filesIn(paths.marks).map((file) => `mark ${file}`),
  ];
}

const locks = (lane: Lane): string[] => filesIn(join(backupFolder(lane), '..', 'repository', 'locks')).map(() => 'lock of the repository');

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !statSync(join(folder, name)).isDirectory());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
