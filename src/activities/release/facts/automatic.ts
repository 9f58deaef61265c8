/** What only an automatic deploy asks of the host. */
import { posix } from 'node:path';
import type { AppConfig } from '../../../fleet/file/app/types';
import { isInside } from '../../../fleet/file/values/paths';
import { printIfThere } from '../../../host/files';
import type { AutomaticFacts } from '../../../plan/release/facts';
import type { Hold } from '../../../protocol/release-record';
import type { DeployRequest } from '../../../protocol/requests';
import type { Site } from '../../app/site';
import type { Dealt } from './commit/head';
import type { Mirror } from './commit/mirror';

export interface HeadFacts {
  /** Head of the branch. */
  head: string;
  /** Serving commit; null: none, or not known. */
  serving: string | null;
  hold: Hold | null;
  dealt: Dealt | null;
}

export async function automaticFacts(
  site: Site,
  mirror: Mirror,
  by: NonNullable<DeployRequest['automatic']>,
  { head, serving, hold, dealt }: HeadFacts,
): Promise<AutomaticFacts> {
  const paths = await pathsOf(site.app, mirror, head);
  const [containsNoMore, pathsChanged, mark] = await Promise.all([
    isContained(mirror, head, hold?.commits ?? []),
    changedUnder(paths, mirror, serving, head),
    site.host.exec(printIfThere(site.paths.recovering)),
  ]);
  const recovering = mark.stdout !== '';
  return { by, hold, containsNoMore, dealt, pathsChanged, paths, recovering };
}

/**
 * Those of the fleet file. Without them, of an app whose Compose files are in folders of the
 * repository: these folders, where nothing in them may lead out of them. Empty: every push counts.
 */
async function pathsOf(app: AppConfig, mirror: Mirror, head: string): Promise<string[]> {
  if (app.push.paths.length > 0) return app.push.paths;
  const folders = [...new Set(app.compose.map((file) => posix.dirname(file)))];
  if (folders.length === 0 || folders.some((folder) => folder === '.' || folder.startsWith('..'))) return [];
  const outside = ['../', posix.join(app.directory, app.source)];
  const argv = outside.flatMap((text) => ['-e', text]);
  const named = await mirror.run('ls-tree', '-r', head, '--', ...folders);
  const hasLink = /^120000 /m.test(named);
  if (hasLink || (await mirror.finds('-qIF', ...argv, head, '--', ...folders))) return [];
  const more = [...(app.envFiles ?? []), ...app.secrets.map(({ source }) => source)].filter(isInside);
  return [...folders, ...more, '.gitattributes', '.gitmodules'];
}

async function isContained(mirror: Mirror, head: string, commits: string[]): Promise<boolean> {
  for (const commit of commits) {
    // A commit that was left may have gone from the repository: nothing is contained in it.
    if ((await mirror.has(commit)) && (await mirror.isAncestor(head, commit))) return true;
  }
  return false;
}

/** In doubt they changed. */
async function changedUnder(
  paths: string[],
  mirror: Mirror,
  serving: string | null,
  head: string,
): Promise<boolean> {
  if (paths.length === 0 || serving === null || !(await mirror.has(serving))) return true;
  return (
    (await mirror.run('--literal-pathspecs', 'diff', '--name-only', serving, head, '--', ...paths)).trim() !==
    ''
  );
}
