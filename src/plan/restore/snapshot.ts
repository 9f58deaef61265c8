/** Which snapshot is meant: by id, or the newest before the end of a day or time. Pure. */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import { offsetAt, partsIn, type Parts } from '../../lib/zone';

/** A snapshot as it is chosen. `time`: ISO 8601. */
export interface Candidate {
  id: string;
  time: string;
}

/** What a person asks for. `clock` null: the whole day. */
export type SnapshotWish =
  | { by: 'latest' }
  | { by: 'id'; id: string }
  | { by: 'instant'; end: number }
  | { by: 'day'; day: string | 'today' | 'yesterday'; clock: Clock | null };

interface Clock {
  hour: number;
  minute: number;
  /** Null: the whole minute. */
  second: number | null;
}

const DAY = /^(\d{4}-\d\d-\d\d|today|yesterday)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d))?)?$/i;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/** Null: it is none of them. */
export function parseSnapshotWish(text: string): SnapshotWish | null {
  const wish = text.trim();
  if (/^latest$/i.test(wish)) return { by: 'latest' };
  if (/^[0-9a-f]{8,64}$/i.test(wish)) return { by: 'id', id: wish.toLowerCase() };
  if (INSTANT.test(wish)) {
    const at = Date.parse(wish);
    return Number.isNaN(at) ? null : { by: 'instant', end: at + 1 };
  }
  const [, day, hour, minute, second] = DAY.exec(wish) ?? [];
  if (day === undefined || !isDay(day)) return null;
  if (hour === undefined) return { by: 'day', day: day.toLowerCase(), clock: null };
  const clock = { hour: Number(hour), minute: Number(minute), second: second ? Number(second) : null };
  if (clock.hour > 23 || clock.minute > 59 || (clock.second ?? 0) > 59) return null;
  return { by: 'day', day: day.toLowerCase(), clock };
}

function isDay(text: string): boolean {
  if (/^(today|yesterday)$/i.test(text)) return true;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/**
 * `all`: oldest first. `zone`: IANA name, by which days and times are meant.
 * Errors: `UnknownSnapshot`, `BadRequest`.
 */
export function chooseSnapshot<S extends Candidate>(
  app: string,
  all: S[],
  wanted: string,
  { now, zone }: { now: Date; zone: string },
): S {
  const wish = parseSnapshotWish(wanted);
  if (!wish) throw new RoostError('BadRequest', `snapshot ${JSON.stringify(wanted)} is no id, day or time.`);
  if (all.length === 0)
    throw new RoostError('UnknownSnapshot', `The repository has no snapshot of ${app}.`, { app });
  if (wish.by === 'latest') return all.at(-1)!;
  if (wish.by === 'id') return byId(app, all, wish.id);
  const end = wish.by === 'instant' ? wish.end : endOf(wish, now, zone);
  const found = all.filter(({ time }) => Date.parse(time) < end).at(-1);
  if (found) return found;
  throw new RoostError(
    'UnknownSnapshot',
    sentences(
      `The repository has no snapshot of ${app} from before ${new Date(end).toISOString()};`,
      `the oldest is ${all[0]!.id.slice(0, 8)} of ${all[0]!.time}.`,
    ),
    { app },
  );
}

function byId<S extends Candidate>(app: string, all: S[], id: string): S {
  const [found, ...more] = all.filter((one) => one.id.startsWith(id));
  if (found && more.length === 0) return found;
  const ids = (some: S[]): string => some.map((one) => `${one.id.slice(0, 12)} of ${one.time}`).join(', ');
  throw new RoostError(
    'UnknownSnapshot',
    found
      ? `Several snapshots of ${app} begin with ${id}: ${ids([found, ...more])}.`
      : `The repository has no snapshot ${id} of ${app}; the newest are ${ids(all.slice(-3).reverse())}.`,
    { app },
  );
}

/** ms since 1970: the first moment behind it. */
function endOf({ day, clock }: Extract<SnapshotWish, { by: 'day' }>, now: Date, zone: string): number {
  const date = day === 'today' || day === 'yesterday' ? dayOf(now, zone, day === 'today' ? 0 : -1) : day;
  const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number];
  if (!clock) return instantOf([year, month, dayOfMonth + 1, 0, 0, 0], zone);
  const { hour, minute, second } = clock;
  const start = instantOf([year, month, dayOfMonth, hour, minute, second ?? 0], zone);
  return start + (second === null ? 60_000 : 1_000);
}

/** `2026-11-18`, so many days from now. */
function dayOf(now: Date, zone: string, days: number): string {
  const [year, month, day] = partsIn(zone, now.getTime());
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/**
 * The moment that a clock in that zone shows so. Of an hour that comes twice the
 * second, so that nothing before its end is missed.
 */
function instantOf([year, month, day, hour, minute, second]: Parts, zone: string): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  const offsets = [asUtc - 86_400_000, asUtc + 86_400_000].map((at) => offsetAt(zone, at));
  const moments = offsets.map((offset) => asUtc - offset);
  const shown = moments.filter((at) => offsetAt(zone, at) === asUtc - at);
  // A time that the clock leaves out when it is put forward is shown by none.
  const possible = shown.length > 0 ? shown : moments;
  return Math.max(...possible);
}
