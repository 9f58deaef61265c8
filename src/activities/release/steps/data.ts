/** Dump of a database into the release's folder, and back: the undo of a breaking migration, and the way back over one. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { anyCode } from '../../../host/exit-code';
import { lastLines } from '../../../lib/output-tail';
import { shellScript } from '../../../lib/shell-script';
import type { ReleaseStepArgs } from '../../../protocol/release-steps';
import type { StepSite } from '../../app/site';
import { keepDump, postgres } from '../../data/postgres';
import type { StepAnswer } from '../../declare';
import { stoppable, stopAgain, stopServices } from './stop';

const markAtRisk = shellScript(__dirname, 'mark-at-risk');
const dumpTimes = shellScript(__dirname, 'dump-times');
const dataAreBack = shellScript(__dirname, 'data-are-back');
const wayBack = shellScript(__dirname, 'way-back');

export async function dumpData(site: StepSite, args: ReleaseStepArgs['dumpData']): Promise<StepAnswer> {
  const { dump, dataAtRisk } = site.paths.release(args.release);
  const { warnings, lastStart } = await stopAgain(site, mayRun(site, args));
  await site.change(markAtRisk(dataAtRisk, dump, lastStart));
  const note = `${await keepDump(site, args.postgres, dump)} bytes`;
  await refuseWritten(site, args);
  return { note, warnings };
}

/** Data services of the plan; plans of older versions do not have them. */
const mayRun = (
  site: StepSite,
  { postgres: { service }, dataServices }: ReleaseStepArgs['dumpData'],
): string[] => dataServices ?? [service, ...site.app.data.services];

/** Errors: `DumpFailed` where a container of the app was started while the dump was made: what it wrote may be missing in it. */
async function refuseWritten(site: StepSite, args: ReleaseStepArgs['dumpData']): Promise<void> {
  const { dump, dataAtRisk } = site.paths.release(args.release);
  const { stdout } = await site.read(dumpTimes(dataAtRisk, dump));
  const [before = '', written] = stdout.split('\n');
  const except = mayRun(site, args);
  const started = (await stoppable(site, except)).filter(({ startedAt }) => {
    const start = Date.parse(startedAt ?? '');
    return start > (Date.parse(before) || 0) && start < (Number(written) + 1) * 1000;
  });
  if (started.length === 0) return;
  await stopAgain(site, except);
  throw new RoostError(
    'DumpFailed',
    `${started.map(({ service }) => service).join(', ')} of ${site.app.name} was started by Docker while the dump was made: the dump may lack what was written.`,
    { app: site.app.name },
    { afterRestart: 'keep' },
  );
}

export async function restoreData(site: StepSite, args: ReleaseStepArgs['restoreData']): Promise<string> {
  if (site.context.direction === 'undo') return undoData(site, args);
  const { dump } = site.paths.release(args.release);
  const { code } = await site.read(['test', '-s', dump], { ok: [0, 1] });
  if (code !== 0) throw dumpMissing(site, dump);
  return putBack(site, args);
}

/** Once in an operation: what is written after that is the former release's. Errors: `DumpMissing`, `RestoreFailed`. */
async function undoData(site: StepSite, args: ReleaseStepArgs['restoreData']): Promise<string> {
  const { release } = args;
  const { dump, dataAtRisk } = site.paths.release(release);
  switch (await lookForDump(site, release)) {
    case 'back':
      return 'the data are back already';
    case 'none':
      return `the data are as they were: ${site.context.step} had not begun`;
    case 'lost':
      throw dumpMissing(site, dump);
    case 'dump': {
      const note = await putBack(site, args);
      await site.change(dataAreBack(site.paths.dataBack(site.context.operation), dataAtRisk));
      return note;
    }
  }
}

type WayBack = 'back' | 'none' | 'lost' | 'dump';

async function lookForDump(site: StepSite, release: number): Promise<WayBack> {
  const { operation, step } = site.context;
  const { paths } = site;
  const back = posix.basename(paths.dataBack(operation));
  const dump = posix.basename(paths.release(release).dump);
  const argv = wayBack(paths.begun(operation), step, back, paths.releases, String(release), dump);
  const { code, stdout, stderr } = await site.read(argv, { ok: anyCode });
  if (code === 0) return stdout.trim() as WayBack;
  throw new RoostError(
    'RestoreFailed',
    `Whether there is a dump of ${site.app.name} to put back cannot be seen on ${site.host.name}: ${lastLines(stderr)}`,
    { app: site.app.name, release },
  );
}

async function putBack(site: StepSite, args: ReleaseStepArgs['restoreData']): Promise<string> {
  const { dump } = site.paths.release(args.release);
  // Sessions of the new release would write into a database that is about to go.
  await stopServices(site, { except: mayRun(site, args) });
  await postgres.restore(site, args.postgres, dump);
  return `${args.postgres.database} is as it was when it was dumped before release ${args.release}`;
}

const dumpMissing = ({ app, host }: StepSite, dump: string): RoostError =>
  new RoostError('DumpMissing', `The dump ${dump} on ${host.name} is gone.`, { app: app.name });
