/** Histories as files: Temporal's own JSON, an event a line, without what a replay does not read. */
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { temporal } from '@temporalio/proto';

/** Differs with every recording or machine, and says nothing. */
const noise = [
  'taskId',
  'identity',
  'requestId',
  'stackTrace',
  'workerVersion',
  'version',
  'historySizeBytes',
  'inheritedBuildId',
  'binaryChecksum',
];

/** Maps, whose order is chance. */
const maps = ['indexedFields', 'metadata', 'fields'];

const firstTime = Date.parse('2026-01-01T00:00:00Z');

/** The events' times are made even, so that a new recording differs in nothing but the ids of runs. */
export function fileOf(history: temporal.api.history.v1.IHistory): string {
  const { events } = JSON.parse(historyToJSON(history)) as { events: { eventTime: string }[] };
  const timeOf = (index: number): string => new Date(firstTime + index * 100).toISOString();
  // A run may hand on when it began.
  const began = new Date(events[0]!.eventTime).toISOString();
  const even = (key: string, value: unknown): unknown =>
    key === 'data' && typeof value === 'string'
      ? base64(Buffer.from(value, 'base64').toString('utf8').replaceAll(began, timeOf(0)))
      : kept(key, value);
  const lines = events.map((event, index) => JSON.stringify({ ...event, eventTime: timeOf(index) }, even));
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

function kept(key: string, value: unknown): unknown {
  if (noise.includes(key)) return undefined;
  // The queue of one worker bears the name of its machine.
  if (key === 'taskQueue' && (value as { kind?: string }).kind === 'TASK_QUEUE_KIND_STICKY') return undefined;
  if (maps.includes(key))
    return Object.fromEntries(
      Object.entries(value as object).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  if (key === 'coreUsedFlags') return (value as number[]).sort((one, other) => one - other);
  return value;
}
