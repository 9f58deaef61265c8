/** What an app's folder and its host's proxy say, in one round trip. Argv and parser, both pure. */
import { posix } from 'node:path';
import type { AppConfig, HostConfig } from '../fleet/file';
import { parseFlag, type Flag } from '../host/maintenance';
import { proxyOf, slots } from '../host/proxies';
import { shellScript } from '../lib/shell-script';
import { section } from '../lib/unchecked';
import { appPaths } from '../plan/names';
import type { ReleaseRecord } from '../protocol/release-record';
import type { Slot } from '../protocol/steps/release';

const program = shellScript(__dirname, 'site');

export type StoredRelease = Partial<ReleaseRecord> & { release: number };

export interface Site {
  /** Whether roost has ever worked in the app's folder. */
  there: boolean;
  releases: StoredRelease[];
  /** Jobs that began and have no result. */
  jobs: string[];
  flags: { scope: 'app' | 'host'; flag: Flag }[];
  /** Of the folders that were asked about: those that are the source folder by another path. */
  same: string[];
  /** Where the app serves instead, and where it came from, since a move: host and time (ISO 8601). */
  away: MovedMark | null;
  came: MovedMark | null;
  /** The slot that the proxy sends requests to; null: to the container by its own name. */
  slot: Slot | null;
}

export interface MovedMark {
  host: string;
  at: string;
}

/** `folders`: absolute, each of which may be the source folder by another path. */
export function siteArgv(app: AppConfig, host: HostConfig, folders: string[]): string[] {
  const { roost, releases, jobs } = appPaths(app.directory);
  const proxy = host.proxy && proxyOf(host.proxy);
  const flags = proxy
    ? [proxy.flag(app.name), proxy.flag(null), ...slots.map((slot) => proxy.slot(app.name, slot))]
    : ['', '', '', ''];
  return program(roost, releases, jobs, ...flags, posix.join(app.directory, app.source), ...folders);
}

export function parseSite(text: string): Site {
  const site: Site = {
    there: false,
    releases: [],
    jobs: [],
    flags: [],
    same: [],
    away: null,
    came: null,
    slot: null,
  };
  for (const line of text.split('\n')) {
    const [tag, name = '', ...rest] = line.split(' ');
    if (tag === 'there') site.there = true;
    else if (tag === 'away' || tag === 'came') site[tag] = parseMoved(name, rest[1] ?? '');
    else if (tag === 'slot' && (name === 'blue' || name === 'green')) site.slot = name;
    else if (tag === 'release') site.releases.push(parseRelease(Number(name), rest.join(' ')));
    else if (tag === 'job') site.jobs.push(name);
    else if (tag === 'same') site.same.push([name, ...rest].join(' '));
    else if (tag === 'flag')
      site.flags.push({ scope: name === 'host' ? 'host' : 'app', flag: parseFlag(rest.join(' ')) });
  }
  site.releases.sort((a, b) => a.release - b.release);
  return site;
}

/** The text there is not trusted. */
const parseMoved = (host: string, at: string): MovedMark | null =>
  /^[a-z][a-z0-9-]*$/.test(host) ? { host, at: /^[\dTZ:.-]+$/.test(at) ? at : '' } : null;

/** A folder whose record is missing or broken is still a release that was left behind. */
function parseRelease(release: number, json: string): StoredRelease {
  try {
    return { ...section(JSON.parse(json)), release };
  } catch {
    return { release };
  }
}
