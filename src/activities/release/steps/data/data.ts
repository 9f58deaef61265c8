/** The data as they were before a migration, kept in the release's folder; and their way back. */
import { posix } from 'node:path';
import { RoostError } from '../../../../errors';
import { anyCode } from '../../../../host/exit-code';
import { lastLines } from '../../../../lib/output-tail';
import { sentences } from '../../../../lib/sentences';
import { shellScript } from '../../../../lib/shell-script';
import type { CopySource } from '../../../../protocol/data';
import type { KeptData } from '../../../../protocol/steps/release';
import { writeFenced } from '../../../app/folder/records';
import type { StepSite } from '../../../app/site';
import { keep, keptFile, putBack } from '../../../data';
import type { StepAnswer } from '../../../declare';
import { stoppable, stopAgain, stopServices } from '../stop';
import { startData } from './services';
import { withoutUsers } from './users';

const markAtRisk = shellScript(__dirname, 'mark-at-risk');
const dumpTimes = shellScript(__dirname, 'dump-times');
const dataAreBack = shellScript(__dirname, 'data-are-back');
const wayBack = shellScript(__dirname, 'way-back');

/** Errors: `DumpFailed`, `DiskFull`, and those of copies. */
export async function dumpData(site: StepSite, args: KeptData): Promise<StepAnswer> {
  const { dataAtRisk, kept } = site.paths.release(args.release);
  const { files = [] } = args;
  const { warnings, lastStart } = await stopAgain(site, mayRun(site, args));
  await site.change(markAtRisk(dataAtRisk, endOf(site, args), lastStart));
  // Of a first deploy nothing runs yet; and an attempt that died in between has left data services stopped.
  if (site.context.expect === 0 || files.length > 0) await startData(site, dataOf(site, args));
  const notes: string[] = [];
  for (const source of databaseOf(args)) notes.push(await keepOne(site, args, source));
  const besides = filesOf(args);
  if (besides.length > 0) {
    const work = async (): Promise<void> => {
      for (const source of besides) notes.push(`${source.kind} ${await keepOne(site, args, source)}`);
    };
    await withoutUsers(site, besides, dataOf(site, args), work);
  }
  await refuseWritten(site, args);
  if (files.length > 0) await writeFenced(site, kept, `${JSON.stringify(sourcesOf(args))}\n`);
  return { note: notes.join(', '), warnings };
}

export async function restoreData(site: StepSite, args: KeptData): Promise<string> {
  if (site.context.direction === 'undo') return undoData(site, args);
  const end = endOf(site, args);
  const { code } = await site.read(['test', '-s', end], { ok: [0, 1] });
  if (code !== 0) throw dumpMissing(site, end);
  return putAllBack(site, args);
}

/**
 * Once in an operation: what is written after that is the former release's.
 * Errors: `DumpMissing`, `RestoreFailed`.
 */
async function undoData(site: StepSite, args: KeptData): Promise<string> {
  const { dataAtRisk } = site.paths.release(args.release);
  switch (await lookForDump(site, args)) {
    case 'back':
      return 'the data are back already';
    case 'none':
      return `the data are as they were: ${site.context.step} had not begun`;
    case 'lost':
      throw dumpMissing(site, endOf(site, args));
    case 'dump': {
      const note = await putAllBack(site, args);
      await site.change(dataAreBack(site.paths.dataBack(site.context.operation), dataAtRisk));
      return note;
    }
  }
}

type WayBack = 'back' | 'none' | 'lost' | 'dump';

async function lookForDump(site: StepSite, args: KeptData): Promise<WayBack> {
  const { operation, step } = site.context;
  const { paths } = site;
  const back = posix.basename(paths.dataBack(operation));
  const end = posix.basename(endOf(site, args));
  const argv = wayBack(paths.begun(operation), step, back, paths.releases, String(args.release), end);
  const { code, stdout, stderr } = await site.read(argv, { ok: anyCode });
  if (code === 0) return stdout.trim() as WayBack;
  throw new RoostError(
    'RestoreFailed',
    sentences(
      `Whether there is a dump of ${site.app.name} to put back cannot be seen on ${site.host.name}:`,
      lastLines(stderr),
    ),
    { app: site.app.name, release: args.release },
  );
}

async function putAllBack(site: StepSite, args: KeptData): Promise<string> {
  const { files = [] } = args;
  // Sessions of the new release would write into data that are about to go.
  await stopServices(site, { except: mayRun(site, args) });
  if (files.length > 0) await startData(site, dataOf(site, args));
  const restore = async (all: CopySource[]): Promise<void> => {
    for (const source of all) await putBack(site, source, keptFile(site.paths.release(args.release), source));
  };
  await restore(databaseOf(args));
  const besides = filesOf(args);
  if (besides.length > 0) await withoutUsers(site, besides, dataOf(site, args), () => restore(besides));
  const what =
    args.postgres && files.length === 0
      ? `${args.postgres.database} is as it was`
      : 'the data are as they were';
  return `${what} when ${args.postgres && files.length === 0 ? 'it was' : 'they were'} dumped before release ${args.release}`;
}

/** What a running server dumps and loads. */
const isServed = ({ kind }: CopySource): boolean => kind === 'mariadb' || kind === 'redis';

const databaseOf = ({ postgres, files = [] }: KeptData): CopySource[] => [
  ...(postgres ? [{ kind: 'postgres' as const, ...postgres }] : []),
  ...files.filter(isServed),
];

/** What is kept while nothing has it open. */
const filesOf = ({ files = [] }: KeptData): CopySource[] => files.filter((one) => !isServed(one));

const sourcesOf = (args: KeptData): CopySource[] => [...databaseOf(args), ...filesOf(args)];

/** What is written last: with it, all is kept. */
const endOf = (site: StepSite, { release, files = [] }: KeptData): string =>
  files.length > 0 ? site.paths.release(release).kept : site.paths.release(release).dump;

const keepOne = (site: StepSite, args: KeptData, source: CopySource): Promise<string> =>
  keep(site, source, keptFile(site.paths.release(args.release), source)).then((note) =>
    /^\d+$/.test(note) ? `${note} bytes` : note,
  );

/** Data services of the plan; plans of older versions do not have them. */
const mayRun = (site: StepSite, { postgres, dataServices }: KeptData): string[] =>
  dataServices ?? (postgres ? [postgres.service, ...site.app.data.services] : site.app.data.services);

const dataOf = (site: StepSite, args: KeptData) => ({
  release: args.release,
  dataServices: mayRun(site, args),
});

/**
 * Errors: `DumpFailed` where a container of the app was started while the dump
 * was made: what it wrote may be missing in it.
 */
async function refuseWritten(site: StepSite, args: KeptData): Promise<void> {
  const paths = site.paths.release(args.release);
  const files = sourcesOf(args).map((source) => keptFile(paths, source));
  const { stdout } = await site.read(dumpTimes(paths.dataAtRisk, ...files));
  const [before = '', ...written] = stdout.split('\n');
  const end = (Math.max(...written.map(Number)) + 1) * 1000;
  const except = mayRun(site, args);
  const started = (await stoppable(site, except)).filter(({ startedAt }) => {
    const start = Date.parse(startedAt ?? '');
    return start > (Date.parse(before) || 0) && start < end;
  });
  if (started.length === 0) return;
  await stopAgain(site, except);
  throw new RoostError(
    'DumpFailed',
    sentences(
      `${started.map(({ service }) => service).join(', ')} of ${site.app.name} was started by Docker`,
      'while the dump was made:',
      'the dump may lack what was written.',
    ),
    { app: site.app.name },
    { afterRestart: 'keep' },
  );
}

const dumpMissing = ({ app, host }: StepSite, dump: string): RoostError =>
  new RoostError('DumpMissing', `The dump ${dump} on ${host.name} is gone.`, { app: app.name });
