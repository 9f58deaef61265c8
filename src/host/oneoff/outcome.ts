import type { ContainerInfo } from '../parse/containers';
import type { Uptime } from '../uptime';

type Ended = Pick<ContainerInfo, 'state' | 'exitCode' | 'startedAt' | 'finishedAt'>;

/** SIGKILL and SIGTERM: the engine sends them when it stops or restarts. */
const signals = [137, 143];

/**
 * Why the exit code of an ended container proves nothing; null: it is valid. An
 * engine that stops ends its containers by a signal. An engine that misses a
 * container at its start records the exit code 255, and its own start as the end.
 */
export function whyUnknown(
  { state, exitCode, startedAt, finishedAt }: Ended,
  { engine, boot }: Uptime,
): string | null {
  if (state === 'dead') return 'Docker lost the container';
  const began = seconds(startedAt);
  const ended = seconds(finishedAt);
  const outlived = (started: number | null) => started !== null && began < started;
  const endedBy = (started: number | null) =>
    outlived(started) && (signals.includes(exitCode ?? 0) || (exitCode === 255 && ended >= started!));
  if (endedBy(boot)) return 'the host was restarted';
  return endedBy(engine) ? 'the Docker Engine was restarted' : null;
}

const seconds = (time: string | null): number => (time === null ? Number.NaN : Date.parse(time) / 1000);
