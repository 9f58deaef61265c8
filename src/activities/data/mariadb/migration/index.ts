/** The dump before a breaking migration, and the way back to it. */
import { RoostError } from '../../../../errors';
import { serverWords } from '../../../../host/databases/server-words';
import { isDiskFull, lastLines } from '../../../../lib/output-tail';
import { shellScript } from '../../../../lib/shell-script';
import type { MariaDb } from '../../../../protocol/data';
import { fencedJob } from '../../../app/job';
import type { StepSite } from '../../../app/site';
import { waitForContainer } from '../../container';
import { runCopy } from '../../run-copy';
import { besideNames } from '../names';

const keep = shellScript(__dirname, 'keep');
const putBack = shellScript(__dirname, 'put-back');

/** Makes the dump unless it is there. Errors: those of a copy. */
export async function keepDump(site: StepSite, source: MariaDb, file: string): Promise<string> {
  const names = besideNames(source, site.context.operation);
  const container = await waitForContainer(site, source, 'DumpFailed');
  const argv = keep(container, ...serverWords(source), source.database, file, names.new);
  return runCopy(site, argv, `The dump of ${source.database}`, { part: names.digest });
}

/**
 * Errors: `DumpMissing`, `RestoreFailed`, `DiskFull`; then the same operation
 * goes on with it, or nothing has changed yet.
 */
export async function putDumpBack(site: StepSite, source: MariaDb, file: string): Promise<void> {
  const names = besideNames(source, site.context.operation);
  const container = await waitForContainer(site, source, 'RestoreFailed');
  const words = [...serverWords(source), source.database, names.new, names.kept, file, `${file}.back`];
  const { code, tail } = await fencedJob(site, putBack(container, ...words), { part: names.digest });
  if (code === 0) return;
  throw new RoostError(
    isDiskFull(tail) ? 'DiskFull' : code === 66 ? 'DumpMissing' : 'RestoreFailed',
    `Putting back database ${source.database} of ${site.app.name} failed on ${site.host.name}:\n${lastLines(tail)}`,
    { app: site.app.name },
  );
}
