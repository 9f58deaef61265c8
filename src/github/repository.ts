/** Which GitHub a repository belongs to, and which token is for it. */

export interface GitHubRepository {
  /** `https://api.github.com`, or that of a GitHub Enterprise Server. */
  api: string;
  owner: string;
  name: string;
}

export interface KnownRepository extends GitHubRepository {
  /** Name of the secret with the token for this server and no other. */
  token: string;
}

const address =
  /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?::\d+)?[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;

/** GitHub's SSH service answers under the second name too, on the port of HTTPS. */
const gitHub = ['github.com', 'ssh.github.com'];

/**
 * `servers`: the GitHub Enterprise Servers of the fleet file, host to name of secret. Null for a path, and
 * for any other host: a token goes only to the server that it is for.
 */
export function gitHubOf(repository: string, servers: Record<string, string>): KnownRepository | null {
  const [, written = '', owner = '', name = ''] = address.exec(repository) ?? [];
  const host = written.toLowerCase();
  if (gitHub.includes(host)) return { api: 'https://api.github.com', owner, name, token: 'GITHUB_TOKEN' };
  if (!Object.hasOwn(servers, host)) return null;
  return { api: `https://${host}/api/v3`, owner, name, token: servers[host]! };
}
