import { emptyBackup } from '../backup';
import { backupLines } from '../backup-lines';
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
  here: (lane) => backupLines(lane, ['phone']),
};
