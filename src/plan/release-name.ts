import { short } from './short';

interface Named {
  release: number;
  commit: string | null;
  version: string | null;
}

/** `release 3 (b4c5d6e, 1.4.0)`. */
export function releaseName({ release, commit, version }: Named): string {
  const known = commit ? short(commit) : 'unknown commit';
  return `release ${release} (${version ? `${known}, ${version}` : known})`;
}
