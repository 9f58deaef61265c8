/**
 * What containers of an app may keep data in: volumes, folders of the host, and what listens as databases
 * do.
 */
import { shellScript } from '../../lib/shell-script';
import { isSection, list, section, text } from '../../lib/unchecked';

const program = shellScript(__dirname, 'list');

export interface Keeper {
  service: string;
  running: boolean;
  /** As Compose names it. */
  image: string;
  /** In the container: what its image exposes, and what listens. */
  ports: number[];
  mounts: KeeperMount[];
}

export interface KeeperMount {
  type: 'volume' | 'bind';
  /** Docker's name of a volume. */
  name: string;
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
  return lines.flatMap((line): Keeper[] => {
    const found = line.startsWith('{') ? parsed(line) : null;
    if (!found || text(found.oneOff) === 'True') return [];
    const exposed = Object.keys(section(found.ports)).map((port) => parseInt(port, 10));
    const heard = listening.filter(({ pid }) => pid === found.pid).map(({ port }) => port);
    return [
      {
        service: text(found.service) ?? '',
        running: found.state === 'running' || found.state === 'restarting',
        image: text(found.image) ?? '',
        ports: [...new Set([...exposed, ...heard])].filter(Number.isInteger),
        mounts: list(found.mounts).flatMap((mount) => mountOf(section(mount), tracked)),
      },
    ];
  });
}

function mountOf(mount: Record<string, unknown>, tracked: Set<string>): KeeperMount[] {
  const type = text(mount.Type);
  if (type !== 'volume' && type !== 'bind') return [];
  const source = text(mount.Source) ?? '';
  return [
    {
      type,
      name: text(mount.Name) ?? '',
      source,
      target: text(mount.Destination) ?? '',
      writable: mount.RW !== false,
      tracked: tracked.has(source),
    },
  ];
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isSection(value) ? value : null;
  } catch {
    return null;
  }
}
