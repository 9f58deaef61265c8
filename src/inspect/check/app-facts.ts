/**
 * What an app's folder, repository and health address say, in one round trip.
 *
 * The contract is read from the branch itself, by a shallow fetch into a
 * temporary folder on the host: that is what the next deploy would take, and it
 * proves that the host may read the repository.
 */
import { posix } from 'node:path';
import { contractFiles, type SourceFiles } from '../../fleet/contract';
import type { AppConfig, HostConfig } from '../../fleet/file';

export interface AppFacts {
  /** Null: it can be written to. */
  folder: string | null;
  /** Commit of the branch's head, or why it cannot be read. */
  head: { commit: string } | { failure: string };
  files: SourceFiles;
  /** Whether anything of the app has ever been started. */
  deployed: boolean;
  health: { status: number; body: string; failure: string } | null;
}

const SCRIPT = `
dir=$1 source=$2 repository=$3 branch=$4 url=$5 domain=$6; shift 6
d=$dir; while [ ! -e "$d" ]; do d=$(dirname "$d"); done
[ -d "$d" ] && [ -w "$d" ] || echo "unwritable $d"
[ -e "$dir/.roost/current" ] || [ -n "$(docker ps -aq --filter "label=com.docker.compose.project.working_dir=$source" 2>/dev/null)" ] && echo deployed
t=$(mktemp -d) || exit 1; trap 'rm -rf "$t"' EXIT
export GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND="\${GIT_SSH_COMMAND:-ssh -o BatchMode=yes -o ConnectTimeout=8}"
git init -q --bare "$t/r" 2>"$t/e" && git -C "$t/r" fetch -q --depth 1 --no-tags -- "$repository" "$branch" 2>"$t/e"
if [ $? -eq 0 ]; then
  echo "head $(git -C "$t/r" rev-parse FETCH_HEAD)"
  for f in "$@"; do
    git -C "$t/r" cat-file -e "FETCH_HEAD:$f" 2>/dev/null || continue
    printf 'file %s %s\\n' "$(printf '%s' "$f" | base64 | tr -d '\\n')" "$(git -C "$t/r" show "FETCH_HEAD:$f" | base64 | tr -d '\\n')"
  done
else echo "nohead $(grep -v -e '^$' -e '^Please make' -e '^and the repo' "$t/e" | tail -n 3 | tr '\\n' ' ')"; fi
[ -n "$url" ] || exit 0
status=$(curl -sS -m 8 -o "$t/body" -w '%{http_code}' \${domain:+-H "Host: $domain"} -- "$url" 2>"$t/e")
touch "$t/body"
printf 'health %s %s %s\\n' "\${status:-000}" "$(head -c 20000 "$t/body" | base64 | tr -d '\\n')" "$(base64 <"$t/e" | tr -d '\\n')"`;

export function appFactsArgv(app: AppConfig, host: HostConfig): string[] {
  const { url, domain } = healthAddress(app, host);
  return [
    'sh',
    '-c',
    SCRIPT,
    'app',
    app.directory,
    posix.join(app.directory, app.source),
    app.repository,
    `refs/heads/${app.branch}`,
    url,
    domain,
    ...contractFiles(app),
  ];
}

/** What the health check asks: a full URL as it stands, or the path through the host's own proxy. */
function healthAddress(app: AppConfig, host: HostConfig): { url: string; domain: string } {
  if (app.health.url) return { url: app.health.url, domain: '' };
  if (!host.proxy || !app.domain) return { url: '', domain: '' };
  return { url: `${host.proxy.url}${app.health.path}`, domain: app.domain };
}

export function parseAppFacts(text: string): AppFacts {
  const facts: AppFacts = {
    folder: null,
    head: { failure: 'git said nothing' },
    files: {},
    deployed: false,
    health: null,
  };
  for (const line of text.split('\n')) {
    const [tag, first = '', second = '', third = ''] = line.split(' ');
    if (tag === 'unwritable') facts.folder = line.slice('unwritable '.length);
    else if (tag === 'deployed') facts.deployed = true;
    else if (tag === 'head') facts.head = { commit: first };
    else if (tag === 'nohead') facts.head = { failure: line.slice('nohead '.length).trim() };
    else if (tag === 'file') facts.files[plain(first)] = plain(second);
    else if (tag === 'health')
      facts.health = { status: Number(first), body: plain(second), failure: plain(third).trim() };
  }
  return facts;
}

const plain = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
