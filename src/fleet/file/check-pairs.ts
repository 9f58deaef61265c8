import { section, text, type Loose } from '../../lib/unchecked';
import { contractDefaults, projectOf } from './app/resolve';
import type { Finding } from './problems/issues';
import { isAbsolute, tidy } from './values/paths';

/** Settings that two apps of one host must not share; those of two hosts may be equal. */
interface Claim {
  name: string;
  host?: string;
  directory?: string;
  project?: string;
  domain?: string;
}

export function checkPairs(apps: Loose): Finding[] {
  const claims = Object.entries(apps).map(([name, app]) => claimOf(name, section(app)));
  return claims.flatMap((later, i) => {
    const neighbours = claims.slice(0, i).filter(({ host }) => host !== undefined && host === later.host);
    return neighbours.flatMap((earlier) =>
      clashes(earlier, later).map(([key, message]) => ({ path: ['apps', later.name, key], message })),
    );
  });
}

function clashes(earlier: Claim, later: Claim): [key: string, message: string][] {
  const found: [string, string][] = [];
  const whose = `apps.${earlier.name} on ${earlier.host}`;
  const [one, two] = [earlier.directory, later.directory];
  if (one !== undefined && one === two)
    found.push(['directory', `is that of ${whose}; give each app its own`]);
  else if (one !== undefined && two !== undefined) {
    if (isFolderIn(one, two)) found.push(['directory', `is inside that of ${whose}; give each app its own`]);
    if (isFolderIn(two, one)) found.push(['directory', `contains that of ${whose}; give each app its own`]);
  }
  // The same folder gives the same project: one problem, not two.
  if (earlier.project !== undefined && earlier.project === later.project && one !== two) {
    found.push(['project', `is that of ${whose}, so each would replace the other's containers; add another`]);
  }
  if (earlier.domain !== undefined && earlier.domain === later.domain)
    found.push(['domain', `is that of ${whose}; give each app its own`]);
  return found;
}

const isFolderIn = (outer: string, inner: string): boolean => inner.startsWith(`${outer}/`);

function claimOf(name: string, app: Loose): Claim {
  const fallback = app.contract === 'sgos' ? contractDefaults.sgos(name).directory : undefined;
  const written = text(app.directory) ?? fallback;
  const directory = written !== undefined && isAbsolute(written) ? tidy(written) : undefined;
  const project = text(app.project) ?? (directory === undefined ? undefined : projectOf(directory));
  return { name, host: text(app.host), directory, project, domain: text(app.domain) };
}
