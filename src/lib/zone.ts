/** Clocks of a time zone. Pure. */

/** As its clock shows them, the month from 1. */
export type Parts = [year: number, month: number, day: number, hour: number, minute: number, second: number];

/** ms by which the zone's clock is ahead of UTC at that moment. */
export function offsetAt(zone: string, at: number): number {
  const [year, month, day, hour, minute, second] = partsIn(zone, at);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

export function partsIn(zone: string, at: number): Parts {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return [found.year!, found.month!, found.day!, found.hour!, found.minute!, found.second!];
}

const DAY = 86_400_000;

/**
 * Times of day that it leaves out within a year because it is put forward: minutes of that day, the end not
 * among them.
 */
export function leftOutBy(zone: string, from: number): { day: string; begin: number; end: number }[] {
  const found = [];
  for (let at = from; at < from + 366 * DAY; at += DAY) {
    const before = offsetAt(zone, at);
    const shift = offsetAt(zone, at + DAY) - before;
    if (shift <= 0) continue;
    let [low, high] = [at, at + DAY];
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(zone, middle) === before) low = middle;
      else high = middle;
    }
    const local = new Date(Math.round((high + before) / 60_000) * 60_000);
    const begin = local.getUTCHours() * 60 + local.getUTCMinutes();
    found.push({ day: local.toISOString().slice(0, 10), begin, end: begin + shift / 60_000 });
  }
  return found;
}
