/** A PostgreSQL database: a dump in the custom format, and the server's roles. */
import { shellScript } from '../../../lib/shell-script';
import { runningContainer } from '../container';
import { factsFile } from '../facts';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';
import { databaseSize } from './compare';
import { keepDump, restoreDump } from './migration';

export { databaseSize, dumpFacts } from './compare';
export { requireRestorable } from './migration';

const copy = shellScript(__dirname, 'copy');

export const postgres = {
  stagedAs: () => 'copies/postgres',
  async size(site, [source], { containers, exec }) {
    return source ? databaseSize(site, containers, source, exec) : null;
  },
  async copy(site, { service, user, database }, folder) {
    const argv = copy(
      await runningContainer(site, service),
      user,
      database,
      `${folder}/postgres`,
      `${folder}/${factsFile('copies/postgres')}`,
    );
    return { note: await runCopy(site, argv, `The dump of ${database}`) };
  },
  keep: keepDump,
  putBack: restoreDump,
} satisfies DataKind<'postgres'>;
