import type { ContainerInfo } from '../parse/containers';
import type { Uptime } from '../uptime';

type Ended = Pick<ContainerInfo, 'state' | 'exitCode' | 'startedAt' | 'finishedAt'>;

/** SIGKILL and SIGTERM, as an engine sends them that is stopped or restarted. */
const signals = [137, 143];

/**
 * Why nobody knows what an ended container has done; null: its exit code says it.
 * An engine that is stopped ends its containers by a signal. One that finds a
 * container gone when it starts writes 255, and its own start as the end.
 */
export function whyUnknown(
  { state, exitCode, startedAt, finishedAt }: Ended,
  { engine, boot }: Uptime,
): string | null {
  if (state === 'dead') return 'Docker lost the container';
  const began = seconds(startedAt);
  const ended = seconds(finishedAt);
  const outlived = (started: number | null) => started !== null && began < started;
  const fellAt = (started: number | null) =>
    outlived(started) && (signals.includes(exitCode ?? 0) || (exitCode === 255 && ended >= started!));
  if (fellAt(boot)) return 'the host was restarted';
  return fellAt(engine) ? 'the Docker Engine was restarted' : null;
}

const seconds = (time: string | null): number => (time === null ? Number.NaN : Date.parse(time) / 1000);
