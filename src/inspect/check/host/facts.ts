/** What a host reports about itself, in one round trip. Argv and parser, both pure. */
import type { AppConfig, HostConfig } from '../../../fleet/file';
import type { Mount } from '../../../host/proxies';
import { shellScript } from '../../../lib/shell-script';

const program = shellScript(__dirname, 'facts');

export interface HostFacts {
  /** Seconds since 1970, the host's clock. */
  time: number;
  user: string;
  docker: { version: string } | { failure: string };
  compose: string | null;
  missing: string[];
  /** By file system. */
  disks: { path: string; totalBytes: number; freeBytes: number }[];
  proxy: { state: string; mounts: Mount[]; network: boolean } | null;
  unwritable: string[];
}

const PROGRAMS = ['flock', 'git', 'curl', 'setsid', 'readlink', 'df'];

/** `programs`: what it has to have besides, such as rsync for backups; `sqlite3/python3`: one of them. */
export function hostFactsArgv(host: HostConfig, apps: AppConfig[], programs: string[] = []): string[] {
  const { proxy } = host;
  const places = proxy ? [proxy.container, proxy.network, proxy.flags, proxy.live] : ['', '', '', ''];
  return program([...PROGRAMS, ...programs].join(' '), ...places, ...apps.map((app) => app.directory));
}

export function parseHostFacts(text: string): HostFacts {
  const facts: HostFacts = {
    time: 0,
    user: '',
    docker: { failure: 'docker said nothing' },
    compose: null,
    missing: [],
    disks: [],
    proxy: null,
    unwritable: [],
  };
  for (const line of text.split('\n')) {
    const at = line.indexOf(' ');
    read(facts, at < 0 ? line : line.slice(0, at), at < 0 ? '' : line.slice(at + 1));
  }
  return facts;
}

function read(facts: HostFacts, tag: string, value: string): void {
  if (tag === 'time') facts.time = Number(value);
  else if (tag === 'user') facts.user = value;
  else if (tag === 'docker') facts.docker = { version: value };
  else if (tag === 'nodocker') facts.docker = { failure: value };
  else if (tag === 'compose') facts.compose = value;
  else if (tag === 'missing') facts.missing.push(value);
  else if (tag === 'unwritable') facts.unwritable.push(value);
  else if (tag === 'proxy') facts.proxy = { state: value, mounts: [], network: false };
  else if (tag === 'mount') facts.proxy?.mounts.push(mountOf(value));
  else if (tag === 'network' && facts.proxy) facts.proxy.network = true;
  else if (tag === 'disk') addDisk(facts, value);
}

function mountOf(value: string): Mount {
  const [source = '', target = ''] = value.split('\t');
  return { source, target };
}

function addDisk({ disks }: HostFacts, value: string): void {
  const [total = '', free = '', ...path] = value.split(' ');
  const disk = { path: path.join(' '), totalBytes: Number(total) * 1024, freeBytes: Number(free) * 1024 };
  if (!disks.some((known) => known.path === disk.path)) disks.push(disk);
}
