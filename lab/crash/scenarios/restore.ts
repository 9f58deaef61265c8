import { join } from 'node:path';
import { backupFolder } from '../backup';
import { filesIn } from '../backup-lines';
import { snapshotOfPhone } from '../snapshot-of-phone';
import { serving } from './bases';
import type { Scenario } from './types';

/** Database and folder: the restored data are live and the former ones kept, or all is as it was. */
export const restore: Scenario = {
  name: 'restore',
  workflow: 'restore',
  base: serving,
  request: async () => ({ app: 'phone' }),
  prepare: snapshotOfPhone,
  strikes: [
    'fetch',
    'send',
    'load-postgres',
    'load-folder',
    'swap-postgres',
    'swap-folder',
    'start',
    'record',
    'tidy',
  ],
  here: async (lane) => filesIn(join(backupFolder(lane), 'restores')).map((file) => `restored ${file}`),
};
