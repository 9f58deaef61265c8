/** A PostgreSQL database: a dump in the custom format, and the server's roles. */
import { RoostError } from '../../../errors';
import { shellScript } from '../../../lib/shell-script';
import { appContainers } from '../../app/containers/containers';
import type { StepSite } from '../../app/site';
import { factsFile } from '../facts';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';
import { databaseSize } from './compare';
import { containerIn } from './container';
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
      await running(site, service),
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

async function running(site: StepSite, service: string): Promise<string> {
  const container = containerIn(await appContainers(site), service);
  if (container) return container;
  throw new RoostError(
    'SourceMissing',
    `Service ${service} of ${site.app.name} does not run on ${site.host.name}: its database cannot be dumped.`,
    { service },
    { afterRestart: 'retry' },
  );
}
