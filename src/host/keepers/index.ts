/**
 * What containers of an app may keep data in: volumes, folders of the host, and what listens as databases
 * do.
 */
import { shellScript } from '../../lib/shell-script';
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';

const program = shellScript(__dirname, 'list');

export interface Keeper {
  service: string;
  running: boolean;
  /** As Compose names it. */
  image: string;
  /** In the container: what its image exposes, and what listens. */
  ports: number[];
  /** Of these, what listens in a network that other containers are in as well: it may be theirs. */
  shared?: { ports: number[]; with: string[] };
  mounts: KeeperMount[];
}

export interface KeeperMount {
  type: 'volume' | 'bind';
  /** Docker's name of a volume. */
  name: string;
  /** Of a volume that Compose has made: its name in the Compose file. */
  key?: string;
  /** On the host. */
  source: string;
  target: string;
  /** False: it cannot be written to. */
  writable: boolean;
  /** Below the source, and git has every file of it. */
  tracked: boolean;
}

/** `source`: the app's working copy, absolute. Errors of the command: Docker does not answer. */
export const listKeepers = (project: string, source: string): string[] => program(project, source);

/** A container of whatever state; those of one-offs are left out. What is odd counts as not written. */
export function parseKeepers(output: string): Keeper[] {
  const lines = output.split('\n');
  const tracked = new Set(lines.filter((line) => line.startsWith('tracked ')).map((line) => line.slice(8)));
  const listening = lines.flatMap((line) => {
    const [, pid, port] = /^listens (\d+) ([0-9A-F]{4})$/.exec(line) ?? [];
    return port === undefined ? [] : [{ pid: Number(pid), port: parseInt(port, 16) }];
  });
  const keys = new Map(
    lines.flatMap((line) => {
      const [, name, key] = /^volume (\S+) (\S+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, key!] as const];
    }),
  );
  const all = lines.flatMap((line): Loose[] => {
    const found = line.startsWith('{') ? parsed(line) : null;
    return found ? [found] : [];
  });
  const networkOf = ({ network, id }: Loose): string | undefined =>
    /^container:(.+)$/.exec(text(network) ?? '')?.[1] ?? text(id);
  return all.flatMap((found): Keeper[] => {
    if (text(found.oneOff) === 'True') return [];
    const network = networkOf(found);
    const beside = all.filter((one) => one !== found && network !== undefined && networkOf(one) === network);
    const exposed = Object.keys(section(found.ports)).map((port) => parseInt(port, 10));
    const heard = listening.filter(({ pid }) => pid === found.pid).map(({ port }) => port);
    return [
      {
        service: text(found.service) ?? '',
        running: found.state === 'running' || found.state === 'restarting',
        image: text(found.image) ?? '',
        ports: [...new Set([...exposed, ...heard])].filter(Number.isInteger),
        shared: sharedOf(beside, heard, exposed),
        mounts: list(found.mounts).flatMap((mount) => mountOf(section(mount), tracked, keys)),
      },
    ];
  });
}

function sharedOf(beside: Loose[], heard: number[], exposed: number[]): Keeper['shared'] {
  const ports = heard.filter((port) => !exposed.includes(port));
  if (beside.length === 0 || ports.length === 0) return undefined;
  return { ports, with: beside.map(({ service }) => text(service) ?? '') };
}

function mountOf(mount: Loose, tracked: Set<string>, keys: Map<string, string>): KeeperMount[] {
  const type = text(mount.Type);
  if (type !== 'volume' && type !== 'bind') return [];
  const source = text(mount.Source) ?? '';
  return [
    {
      type,
      name: text(mount.Name) ?? '',
      key: keys.get(text(mount.Name) ?? ''),
      source,
      target: text(mount.Destination) ?? '',
      writable: mount.RW !== false,
      tracked: tracked.has(source),
    },
  ];
}

function parsed(line: string): Loose | null {
  try {
    const value: unknown = JSON.parse(line);
    return isSection(value) ? value : null;
  } catch {
    return null;
  }
}
