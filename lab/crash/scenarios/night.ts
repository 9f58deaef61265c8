import { randomBytes } from 'node:crypto';
import { backupPaths, readStatus } from '../../../src/backup';
import { backupFolder, emptyBackup, scriptedFolder } from '../backup';
import { backupLines, filesIn } from '../backup-lines';
import type { Lane } from '../lane';
import { accompanied } from './bases';
import type { Scenario } from './types';

/** A whole night: one app by its data and one by its own script, each a run of its own, and all that follows them. */
export const night: Scenario = {
  name: 'night',
  workflow: 'nightlyBackup',
  base: accompanied,
  request: async () => ({ app: 'phone' }),
  async begin(lane) {
    const id = `nightly-backup-${randomBytes(4).toString('hex')}`;
    await lane.ask((runs) =>
      runs.start({ workflow: 'nightlyBackup', id, args: [{ by: 'matrix' }], summary: id }),
    );
    return id;
  },
  prepare: emptyBackup,
  strikes: [
    'planNight',
    'copy-script',
    'pull',
    'snapshot',
    'proveSnapshots',
    'backupControl',
    'forgetSnapshots',
    'checkRepository',
    'recordNight',
  ],
  here,
  extras: `
cd ${scriptedFolder}
find . -type f ! -path './.roost/*' | each script-app
[ ! -e .roost/lock ] || echo held | each script-app`,
};

async function here(lane: Lane): Promise<string[]> {
  const paths = backupPaths(backupFolder(lane));
  const { night: ended, repository } = await readStatus(paths.status);
  return [
    ...(await backupLines(lane, ['phone', 'site'])),
    `night: ${ended?.succeeded} succeeded, failed ${JSON.stringify(ended?.failed)}, upkeep ${JSON.stringify(ended?.upkeep)}`,
    `repository: part ${repository.checked?.part} of ${repository.checked?.parts} read, ${repository.pruneDue ? 'a prune is due' : 'no prune is due'}, ${repository.damaged ? 'damaged' : 'whole'}`,
    // Of a host that was away when it was asked it lacks the releases.
    ...filesIn(paths.control).flatMap((file) => (file.startsWith('releases') ? [] : [`control ${file}`])),
  ];
}
