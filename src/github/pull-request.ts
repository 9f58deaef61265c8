import { gitHubOf } from './repository';

/** The page at GitHub that opens a pull request; null: the repository is elsewhere. */
export function pullRequestOf(
  repository: string,
  servers: Record<string, string>,
  base: string,
  branch: string,
): string | null {
  const found = gitHubOf(repository, servers);
  if (!found) return null;
  const server =
    found.api === 'https://api.github.com' ? 'https://github.com' : found.api.replace(/\/api\/v3$/, '');
  return `${server}/${found.owner}/${found.name}/compare/${base}...${branch}?expand=1`;
}
