/** Whether a Git address of the fleet file is the repository that a delivery names. */
import type { Push } from './payload';

interface Address {
  /** Empty for a path on the host. */
  host: string;
  path: string;
}

export function isSameRepository(
  address: string,
  { full_name, ssh_url, clone_url, git_url, html_url }: Push['repository'],
): boolean {
  const ours = addressOf(address);
  const theirs = [ssh_url, clone_url, git_url, html_url].flatMap((url) => (url ? [addressOf(url)] : []));
  // A name without a dot is an alias of ~/.ssh/config, as for deploy keys, so the host cannot be compared.
  if (ours.host !== '' && !ours.host.includes('.')) return ours.path === tidy(full_name);
  return theirs.some(({ host, path }) => host === ours.host && path === ours.path);
}

/**
 * Reads `git@host:a/b.git`, `ssh://git@host:22/a/b`, `https://host/a/b.git` and `/srv/git/b.git`.
 * The result is in small letters, because GitHub ignores case.
 */
function addressOf(text: string): Address {
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/:]*)(?::\d+)?\/(.*)$/i.exec(text);
  const scp = /^(?:[^@/]*@)?([^/:]+):(?!\/\/)(.*)$/.exec(text);
  const [, host = '', path = text] = url ?? scp ?? [];
  return { host: host.toLowerCase(), path: tidy(path) };
}

const tidy = (path: string): string =>
  path
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/i, '')
    .toLowerCase();
