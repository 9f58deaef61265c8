/** What only an automatic deploy asks of the host. */
import type { AutomaticFacts } from '../../../plan/release/facts';
import type { Hold } from '../../../protocol/release-record';
import type { DeployRequest } from '../../../protocol/requests';
import type { Site } from '../../app/site';
import type { Dealt } from './head';
import type { Mirror } from './mirror';

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
  const [containsNoMore, pathsChanged] = await Promise.all([
    isContained(mirror, head, hold?.commits ?? []),
    changedUnder(site.app.push.paths, mirror, serving, head),
  ]);
  return { by, hold, containsNoMore, dealt, pathsChanged };
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
  return (await mirror.run('diff', '--name-only', serving, head, '--', ...paths)).trim() !== '';
}
