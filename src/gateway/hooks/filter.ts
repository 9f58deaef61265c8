/** The apps that a push concerns. Pure. A deploy never acts on what is read here. */
import type { AppConfig, Fleet } from '../../fleet/file';
import type { Reason } from './answers';
import type { Push } from './payload';
import { isSameRepository } from './repository';

export type Filtered =
  | { apps: string[] }
  | {
      reason: Extract<Reason, 'app' | 'repository' | 'branch' | 'deleted' | 'paths' | 'manual' | 'archived'>;
    };

/** If the apps have several reasons, the answer gives the first of this list. */
const closeness = ['manual', 'archived', 'paths', 'branch', 'deleted', 'repository'] as const;
type Verdict = (typeof closeness)[number] | 'concerned';

/** `only`: the app that the path names; without it every app of the fleet is asked. */
export function filter(push: Push, fleet: Fleet, only?: string): Filtered {
  if (only !== undefined && !Object.hasOwn(fleet.apps, only)) return { reason: 'app' };
  const asked = only === undefined ? Object.values(fleet.apps) : [fleet.apps[only]!];
  const verdicts = asked.map((app) => ({ app: app.name, verdict: verdictOn(push, app) }));
  const apps = verdicts.filter(({ verdict }) => verdict === 'concerned').map(({ app }) => app);
  if (apps.length > 0) return { apps };
  return {
    reason: closeness.find((reason) => verdicts.some(({ verdict }) => verdict === reason)) ?? 'repository',
  };
}

function verdictOn(push: Push, app: AppConfig): Verdict {
  if (!isSameRepository(app.repository, push.repository)) return 'repository';
  if (push.deleted || /^0+$/.test(push.after)) return 'deleted';
  if (push.ref !== `refs/heads/${app.branch}`) return 'branch';
  if (!touches(push, app.push.paths)) return 'paths';
  if (app.archived !== undefined) return 'archived';
  return app.push.deploy === 'manual' ? 'manual' : 'concerned';
}

/** GitHub's own limit on the commits in one payload. */
const mostCommits = 2048;

/** True also where the list of commits may be incomplete: the deploy compares the trees itself. */
function touches({ commits, forced, created }: Push, paths: string[]): boolean {
  if (paths.length === 0 || forced || created || commits.length === 0 || commits.length >= mostCommits)
    return true;
  return commits.some(({ added, removed, modified }) =>
    [...added, ...removed, ...modified].some((file) => paths.some((path) => isUnder(file, path))),
  );
}

const isUnder = (file: string, path: string): boolean => file === path || file.startsWith(`${path}/`);
