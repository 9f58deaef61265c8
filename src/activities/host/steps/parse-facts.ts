/**
 * Reads what `facts.sh` prints. It comes from a host: all of it is
 * checked, bounded and without control characters.
 */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { plainText } from '../../../lib/plain-text';
import type { Disk, HostFacts, Project, Service, Usage } from '../../../protocol/steps/host';

/** Characters of all that a host may print. */
const MOST_OUTPUT = 4 * 1024 * 1024;
const MOST_TEXT = 200;
const MOST_PORTS = 20;
/** Bytes of the lists as JSON: the result of a run with all else stays under 64 KB. */
const MOST_BYTES = 48 * 1024;

type Clean = (text: string) => string | null;

/** `scrub` takes secrets out. Errors: `CommandFailed` where the output is not whole. */
export function parseHostFacts(
  output: string,
  host: string,
  scrub: (text: string) => string = (text) => text,
): HostFacts {
  if (output.length > MOST_OUTPUT) throw notRead(host, `printed more than ${MOST_OUTPUT} characters`);
  const lines = output.split('\n').map(splitLine);
  if (!lines.some(({ tag }) => tag === 'end')) throw notRead(host, 'did not print all of its facts');
  const all = (tag: string): string[] => lines.filter((line) => line.tag === tag).map(({ value }) => value);
  const first = (tag: string): string => all(tag)[0] ?? '';
  const clean = (text: string): string | null => cleaned(scrub(plainText(text)));
  const [memory, available, swap, freeSwap] = first('memory').split(' ').map(count);
  const rooms = new Room(MOST_BYTES);
  const disks = disksOf(all('disk'), first('rootdisk'), clean);
  const keptDisks = disks.filter((disk) => rooms.takes(disk));
  const services = all('container').flatMap((json) => serviceOf(json, clean) ?? []);
  const kept = services.filter((service) => rooms.takes(service));
  return {
    system: {
      distribution: clean(unquoted(first('distribution'))),
      kernel: clean(first('kernel')),
      architecture: clean(first('architecture')),
      timeZone: clean(first('zone')),
      uptimeSeconds: decimal(first('uptime')),
      cores: count(first('cores')),
      memory: usage(memory, available),
      swap: usage(swap, freeSwap),
    },
    docker: {
      engine: clean(first('engine')),
      compose: clean(first('compose')),
      root: clean(first('root')),
      problem: clean(first('problem')),
    },
    disks: keptDisks,
    projects: projectsOf(kept),
    leftOut: { disks: disks.length - keptDisks.length, services: all('container').length - kept.length },
  };
}

/** What fits into a number of bytes, in order. */
class Room {
  constructor(private left: number) {}

  takes(value: object): boolean {
    this.left -= Buffer.byteLength(JSON.stringify(value)) + 1;
    return this.left >= 0;
  }
}

function splitLine(line: string): { tag: string; value: string } {
  const at = line.indexOf(' ');
  return at < 0 ? { tag: line, value: '' } : { tag: line.slice(0, at), value: line.slice(at + 1) };
}

function cleaned(text: string): string | null {
  const line = text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return null;
  const characters = [...line.slice(0, 2 * MOST_TEXT)];
  return characters.length > MOST_TEXT ? `${characters.slice(0, MOST_TEXT - 1).join('')}…` : line;
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

const count = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null);

const decimal = (text: string): number | null =>
  /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Math.floor(Number(text)) : null;

/** Of kB. */
const usage = (total: number | null | undefined, free: number | null | undefined): Usage | null =>
  typeof total === 'number' && typeof free === 'number'
    ? { total: total * 1024, free: Math.min(free, total) * 1024 }
    : null;

/** A line of `df -Pk`. */
const isDisk = /^(\S.*?) +(\d{1,15}) +\d{1,15} +(-?\d{1,15}) +(?:\d+%|-) +(\/.*)$/;

/** File systems that are no disks. */
const isPseudo = /^(none|udev|shm|proc|sysfs|dev|run|(dev|ram|)tmpfs|cgroup.*|efivarfs|\/dev\/loop.*)$/;

function disksOf(lines: string[], rootLine: string, clean: Clean): Disk[] {
  const rootMount = isDisk.exec(rootLine)?.[4];
  const byDevice = new Map<string, Disk>();
  for (const line of [...lines, rootLine]) {
    const [, name, total, free, path] = isDisk.exec(line) ?? [];
    const [device, mount] = [name && clean(name), path && clean(path)];
    if (!device || !mount || isPseudo.test(device) || Number(total) === 0) continue;
    // Of overlays only the one that is the host's own root: the others are those of containers.
    if (device === 'overlay' && path !== '/' && path !== rootMount) continue;
    const known = byDevice.get(device);
    const hasDockerRoot = path === rootMount || (known?.hasDockerRoot ?? false);
    // One that is mounted more than once is shown where its path is the shortest.
    const shown = known && known.mount.length <= mount.length ? known.mount : mount;
    const sizes = { total: Number(total) * 1024, free: Math.max(0, Number(free)) * 1024 };
    byDevice.set(device, { mount: shown, device, ...sizes, hasDockerRoot });
  }
  return [...byDevice.values()].sort((a, b) => compare(a.mount, b.mount));
}

interface Container extends Service {
  project: string;
  folder: string | null;
}

/** Null: no container of a Compose project. */
function serviceOf(json: string, clean: Clean): Container | null {
  const fields = parsed(json);
  if (!Array.isArray(fields) || fields.length !== 7) return null;
  const [project, folder, name, image, state, status, ports] = fields.map((field) =>
    typeof field === 'string' ? field : '',
  ) as [string, string, string, string, string, string, string];
  const [cleanProject, cleanName] = [clean(project), clean(name)];
  if (cleanProject === null || cleanName === null) return null;
  return {
    project: cleanProject,
    folder: posix.isAbsolute(folder) ? clean(folder) : null,
    name: cleanName,
    image: clean(image) ?? '',
    state: clean(state) ?? '',
    health: /\((?:health: )?(healthy|unhealthy|starting)\)$/.exec(status)?.[1] ?? null,
    // Without `->` it is open to other containers only.
    ports: ports
      .split(', ')
      .filter((port) => port.includes('->'))
      .slice(0, MOST_PORTS)
      .flatMap((port) => clean(port) ?? []),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function projectsOf(containers: Container[]): Project[] {
  const projects = new Map<string, Project>();
  for (const { project: name, folder, ...service } of containers) {
    const project = projects.get(name) ?? { name, folder, services: [] };
    project.services.push(service);
    projects.set(name, project);
  }
  const sorted = [...projects.values()].sort((a, b) => compare(a.name, b.name));
  for (const { services } of sorted) services.sort((a, b) => compare(a.name, b.name));
  return sorted;
}

/** Not by the worker's locale. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const notRead = (host: string, why: string): RoostError =>
  new RoostError('CommandFailed', `The facts of ${host} were not read: it ${why}.`, { host });
