/** What an app's folder and its host's proxy say, in one round trip. Argv and parser, both pure. */
import { posix } from 'node:path';
import type { AppConfig, HostConfig } from '../fleet/file';
import { flagPath, parseFlag, type Flag } from '../host/maintenance';
import { section } from '../lib/unchecked';
import { appPaths, slotFlag } from '../plan/names';
import type { ReleaseRecord } from '../protocol/release-record';
import type { Slot } from '../protocol/release-steps';

export type StoredRelease = Partial<ReleaseRecord> & { release: number };

export interface Site {
  /** Whether roost has ever worked in the app's folder. */
  there: boolean;
  releases: StoredRelease[];
  /** Jobs that began and have no result. */
  jobs: string[];
  flags: { scope: 'app' | 'host'; flag: Flag }[];
  /** The slot that the proxy sends requests to; null: to the container by its own name. */
  slot: Slot | null;
}

const SCRIPT = `
[ -d "$1" ] && echo there
for r in "$2"/*/; do
  n=$(basename "$r"); case $n in *[!0-9]*) continue;; esac
  printf 'release %s ' "$n"; [ -s "$r/release.json" ] && tr -d '\\n' <"$r/release.json"; echo
done
for j in "$3"/*/; do
  c=$(readlink "$j/claim") || continue; [ -L "$j/rc" ] && continue
  case $c in run:*) echo "job $(basename "$j")";; esac
done
flag() { [ -e "$2" ] && { printf 'flag %s ' "$1"; head -n 1 "$2"; echo; }; }
flag app "$4"; flag host "$5"
[ -e "$6" ] && echo slot blue; [ -e "$7" ] && echo slot green
:`;

export function siteArgv(app: AppConfig, host: HostConfig): string[] {
  const { roost, releases, jobs } = appPaths(app.directory);
  const { proxy } = host;
  const flags = proxy
    ? [
        flagPath(proxy.flags, app.name),
        flagPath(proxy.flags, null),
        ...(['blue', 'green'] as const).map((slot) => posix.join(proxy.live, slotFlag(app.name, slot))),
      ]
    : ['', '', '', ''];
  return ['sh', '-c', SCRIPT, 'site', roost, releases, jobs, ...flags];
}

export function parseSite(text: string): Site {
  const site: Site = { there: false, releases: [], jobs: [], flags: [], slot: null };
  for (const line of text.split('\n')) {
    const [tag, name = '', ...rest] = line.split(' ');
    if (tag === 'there') site.there = true;
    else if (tag === 'slot' && (name === 'blue' || name === 'green')) site.slot = name;
    else if (tag === 'release') site.releases.push(parseRelease(Number(name), rest.join(' ')));
    else if (tag === 'job') site.jobs.push(name);
    else if (tag === 'flag')
      site.flags.push({ scope: name === 'host' ? 'host' : 'app', flag: parseFlag(rest.join(' ')) });
  }
  site.releases.sort((a, b) => a.release - b.release);
  return site;
}

/** A folder whose record is missing or broken is still a release that was left behind. */
function parseRelease(release: number, json: string): StoredRelease {
  try {
    return { ...section(JSON.parse(json)), release };
  } catch {
    return { release };
  }
}
