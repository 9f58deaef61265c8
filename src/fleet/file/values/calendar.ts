/** Times of a fleet file as a calendar has them: `06:00`, or a cron with five fields. Pure. */

/** In the form in which Temporal returns it. */
export interface CalendarRange {
  start: number;
  end: number;
  step: number;
}

export interface CalendarTimes {
  minute: CalendarRange[];
  hour: CalendarRange[];
  dayOfMonth: CalendarRange[];
  month: CalendarRange[];
  /** 0 is Sunday. */
  dayOfWeek: CalendarRange[];
}

const fields = [
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['dayOfMonth', 1, 31],
  ['month', 1, 12],
  ['dayOfWeek', 0, 6],
] as const satisfies [keyof CalendarTimes, number, number][];

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * Undefined: it is neither. A cron by days of the month and of the week at once is none: it is read in two
 * ways.
 */
export function parseTimes(text: string): CalendarTimes | undefined {
  const [, hour, minute] = CLOCK.exec(text) ?? [];
  const words = hour === undefined ? text.trim().split(/\s+/) : [minute!, hour, '*', '*', '*'];
  if (words.length !== fields.length || (words[2] !== '*' && words[4] !== '*')) return undefined;
  const parsed = fields.map(([name, min, max], i) => [name, rangesOf(words[i]!, min, max)] as const);
  return parsed.every(([, ranges]) => ranges !== undefined)
    ? (Object.fromEntries(parsed) as unknown as CalendarTimes)
    : undefined;
}

function rangesOf(field: string, min: number, max: number): CalendarRange[] | undefined {
  const ranges = field.split(',').map((part) => {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return undefined;
    const [, begin, end, by] = match;
    const start = begin === undefined ? min : Number(begin);
    const to = end ?? (begin === undefined || by !== undefined ? max : begin);
    const range = { start, end: Number(to), step: Number(by ?? 1) };
    return range.start >= min && range.end <= max && range.start <= range.end && range.step > 0
      ? range
      : undefined;
  });
  return ranges.every((one) => one !== undefined) ? ranges : undefined;
}

const has = (ranges: CalendarRange[], value: number): boolean =>
  ranges.some(({ start, end, step }) => value >= start && value <= end && (value - start) % step === 0);

const values = (ranges: CalendarRange[], max: number): number[] =>
  Array.from({ length: max + 1 }, (_, value) => value).filter((value) => has(ranges, value));

/** Minutes of the day, in order. */
export const minutesOf = ({ hour, minute }: CalendarTimes): number[] =>
  values(hour, 23).flatMap((h) => values(minute, 59).map((m) => h * 60 + m));

/** A leap year and its next month, so that each pair of days that can follow one another does. */
const FROM = Date.UTC(2028, 0, 1);
const DAYS = 397;

/**
 * The shortest and the longest time between two of them, in minutes of a clock that is never set; null: there
 * are not two.
 */
export function gapsOf(all: CalendarTimes[]): { shortest: number; longest: number } | null {
  const days = all.map((one) => ({ one, minutes: minutesOf(one) }));
  let last: number | null = null;
  let shortest = Infinity;
  let longest = 0;
  for (let day = 0; day < DAYS; day++) {
    const date = new Date(FROM + day * 86_400_000);
    const on = days.filter(
      ({ one }) =>
        has(one.dayOfMonth, date.getUTCDate()) &&
        has(one.month, date.getUTCMonth() + 1) &&
        has(one.dayOfWeek, date.getUTCDay()),
    );
    const minutes = [...new Set(on.flatMap((one) => one.minutes))].sort((a, b) => a - b);
    for (const minute of minutes) {
      const now: number = day * 1440 + minute;
      if (last !== null) {
        shortest = Math.min(shortest, now - last);
        longest = Math.max(longest, now - last);
      }
      last = now;
    }
  }
  return longest === 0 ? null : { shortest, longest };
}
