import type { ContainerInfo } from '../parse/containers';

/** When the parts below a container were last started, in seconds since 1970; null: cannot be told. */
export interface Ground {
  engine: number | null;
  boot: number | null;
}

/** `engine=…` and `boot=…`, a line each. */
export const groundCommand = [
  'sh',
  '-c',
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

/** SIGKILL and SIGTERM, as an engine sends them that is stopped or restarted. */
const signals = [137, 143];

/**
 * Why nobody knows what an ended container has done; null: its exit code says it.
 * An engine that is stopped ends its containers by a signal. One that finds a
 * container gone when it starts writes 255, and its own start as the end.
 */
export function whyUnknown({ state, exitCode, startedAt, finishedAt }: Ended, { engine, boot }: Ground): string | null {
  if (state === 'dead') return 'Docker lost the container';
  const began = seconds(startedAt);
  const ended = seconds(finishedAt);
  const outlived = (started: number | null) => started !== null && began < started;
  const fellAt = (started: number | null) => outlived(started) && (signals.includes(exitCode ?? 0) || (exitCode === 255 && ended >= started!));
  if (fellAt(boot)) return 'the host was restarted';
  return fellAt(engine) ? 'the Docker Engine was restarted' : null;
}

const seconds = (time: string | null): number => (time === null ? Number.NaN : Date.parse(time) / 1000);
