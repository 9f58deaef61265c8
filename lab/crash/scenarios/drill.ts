import { join } from 'node:path';
import { backupPaths, readStatus } from '../../../src/backup';
import { backupFolder, emptyBackup } from '../backup';
import { filesIn } from '../backup-lines';
import { finish } from '../run';
import { serving } from './bases';
import type { Scenario } from './types';

/** The whole app in scratch, checked and removed: the live one is as it was, and nothing of the drill is left. */
export const drill: Scenario = {
  name: 'drill',
  workflow: 'drill',
  base: serving,
  request: async () => ({ app: 'phone' }),
  async prepare(lane) {
    await emptyBackup(lane);
    await finish(lane, 'backup', { app: 'phone' });
  },
  strikes: ['begin', 'stage', 'load-postgres', 'start-data', 'start', 'end'],
  async here(lane) {
    const { drills } = await readStatus(backupPaths(backupFolder(lane)).status);
    const restored = filesIn(join(backupFolder(lane), 'restores')).map((file) => `restored ${file}`);
    return [drills.phone?.proven ? 'proven' : 'not proven', ...restored];
  },
};
