/** The dump before a breaking migration, and the way back to it. */
import { RoostError } from '../../../../errors';
import { isDiskFull, lastLines } from '../../../../lib/output-tail';
import { shellScript } from '../../../../lib/shell-script';
import type { Redis } from '../../../../protocol/data';
import { fencedJob } from '../../../app/job';
import type { StepSite } from '../../../app/site';
import { waitForContainer } from '../../container';
import { runCopy } from '../../run-copy';
import { digestOfServer, secondServer, serverOf } from '../names';

const keep = shellScript(__dirname, 'keep');
const putBack = shellScript(__dirname, 'put-back');

/** Makes the dump unless it is there. Errors: those of a copy. */
export async function keepDump(site: StepSite, source: Redis, file: string): Promise<string> {
  const container = await waitForContainer(site, source, 'DumpFailed');
  const argv = keep(...serverOf(container, source), file, ...secondServer(site, source));
  return runCopy(site, argv, `The copy of ${source.service}`, { part: digestOfServer(source) });
}

/** Errors: `DumpMissing`, `RestoreFailed`, `DiskFull`; then the same operation does it again. */
export async function putDumpBack(site: StepSite, source: Redis, file: string): Promise<void> {
  const container = await waitForContainer(site, source, 'RestoreFailed');
  const argv = putBack(...serverOf(container, source), file, ...secondServer(site, source));
  const { code, tail } = await fencedJob(site, argv, { part: digestOfServer(source) });
  if (code === 0) return;
  throw new RoostError(
    isDiskFull(tail) ? 'DiskFull' : code === 66 ? 'DumpMissing' : 'RestoreFailed',
    `Putting back ${source.service} of ${site.app.name} failed on ${site.host.name}:\n${lastLines(tail)}`,
    { app: site.app.name },
  );
}
