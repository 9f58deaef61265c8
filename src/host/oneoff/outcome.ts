import type { ContainerInfo } from '../parse/containers';

/** When the parts below a container were last started, in seconds since 1970; null: cannot be told. */
export interface Ground {
  engine: number | null;
  boot: number | null;
}

/** `engine=…` and `boot=…`, a line each. */
export const groundCommand = [
  'sh', '-c',
  `for f in /run/docker.pid /var/run/docker.pid; do [ ! -e "$f" ] || { echo "engine=$(stat -c %Y "$f")"; break; }; done; sed -n 's/^btime /boot=/p' /proc/stat`,
];

export function parseGround(stdout: string): Ground {
  const read = (name: string) => {
    const found = new RegExp(`^${name}=(\\d+)$`, 'm').exec(stdout);
    return found ? Number(found[1]) : null;
  };
  return { engine: read('engine'), boot: read('boot') };
}

type Ended = Pick<ContainerInfo, 'state' | 'exitCode' | 'startedAt' | 'finishedAt'>;

/**
 * Why nobody knows what an ended container has done; null: its exit code says it.
 * An engine that finds a container gone writes 255, or 137 for one it killed,
 * and takes its own start for the container's end.
 */
export function whyUnknown({ state, exitCode, startedAt, finishedAt }: Ended, { engine, boot }: Ground): string | null {
  if (state === 'dead') return 'Docker lost the container';
  if (exitCode !== 255 && exitCode !== 137) return null;
  const began = seconds(startedAt);
  const ended = seconds(finishedAt);
  const fellAt = (started: number | null) => started !== null && began < started && ended >= started;
  if (fellAt(boot)) return 'the host was restarted';
  return fellAt(engine) ? 'the Docker Engine was restarted' : null;
}

const seconds = (time: string | null): number => (time === null ? Number.NaN : Date.parse(time) / 1000);
