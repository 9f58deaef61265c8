/**
 * The files come back one by one. Outside of the app's folder nothing is replaced: other apps may use it too.
 */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { anyCode } from '../../../host/exit-code';
import { lastLines } from '../../../lib/output-tail';
import { shellScript } from '../../../lib/shell-script';
import { restorePaths } from '../../../plan/restore/names';
import type { UntrackedFile } from '../../../protocol/data';
import type { StepSite } from '../../app/site';
import type { ItemOf, RestoreRoom } from '../restore-types';
import { runLoad } from '../run-load';

const load = shellScript(__dirname, 'load');
const swap = shellScript(__dirname, 'swap');

type Item = ItemOf<'untracked'>;

const containerOf = (app: string, operation: string): string => `roost-${app}-${operation}-untracked`;

/** `host`: what stands for the host's root, of a drill. */
function places(directory: string, { list }: Item, host = ''): { base: string; live: string }[] {
  return list.map(({ path }) =>
    posix.isAbsolute(path)
      ? { base: host, live: host + path }
      : { base: directory, live: posix.join(directory, path) },
  );
}

const folders = (restores: string, operation: string): { made: string; kept: string } => {
  const { folder } = restorePaths(restores, operation);
  return { made: posix.join(folder, 'untracked', 'new'), kept: posix.join(folder, 'untracked', 'kept') };
};

const words = ({ path, mode = '0600', uid, gid, link = '' }: UntrackedFile): string[] => [
  path,
  mode,
  uid === undefined || gid === undefined ? '' : `${uid}:${gid}`,
  link,
];

const loadArgv = ({ app, paths }: StepSite, item: Item, operation: string, host?: string): string[] =>
  load(
    restorePaths(paths.restores, operation).sentAs(item),
    folders(paths.restores, operation).made,
    containerOf(app.name, operation),
    app.name,
    operation,
    ...places(app.directory, item, host).flatMap(({ live }, i) => [
      ...words(item.list[i]!),
      // Whatever is in scratch is of an attempt before.
      host === undefined ? live : '',
    ]),
  );

export const untrackedRestore: RestoreRoom<'untracked'> = {
  sentTo: ({ paths }, item, operation) => restorePaths(paths.restores, operation).sentAs(item),
  load: (site, item) => runLoad(site, loadArgv(site, item, site.context.operation), 'The files'),
  swap: async ({ app, paths, context }, item, operation, verb) => {
    const { made, kept } = folders(paths.restores, operation);
    const container = containerOf(app.name, context.operation);
    const all = places(app.directory, item).flatMap(({ base, live }) => [base, live]);
    return swap(verb, container, app.name, context.operation, made, kept, ...all);
  },
  keptAs: (_item, operation, into) =>
    into === 'live'
      ? posix.join('.roost/restores', operation, 'untracked', 'kept')
      : posix.join('.roost/restores', operation, 'untracked', 'new'),
};

/**
 * In scratch, where nothing is to be kept; may be done again. `host`: what stands for the host's root there.
 */
export async function layUntracked(site: StepSite, item: Item, host: string): Promise<string> {
  const { operation } = site.context;
  const note = await runLoad(site, loadArgv(site, item, operation, host), 'The files');
  const { made, kept } = folders(site.paths.restores, operation);
  const all = places(site.app.directory, item, host).flatMap(({ base, live }) => [base, live]);
  const container = containerOf(site.app.name, operation);
  const argv = swap('lay', container, site.app.name, operation, made, kept, ...all);
  const { code, stderr } = await site.change(argv, { ok: anyCode });
  if (code === 0) return note;
  throw new RoostError(
    'LoadFailed',
    `The files that git does not track could not be laid in scratch:\n${site.host.scrub(lastLines(stderr))}`,
    { app: site.context.scope.app },
  );
}
