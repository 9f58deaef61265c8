/** Sizes and times as text. Pure. */

/** Bytes. */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Seconds. */
export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return hours(whole);
}

/** Seconds, coarser: for ages. */
export function span(value: number): string {
  const whole = Math.max(0, Math.round(value));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 48 * 3600) return whole % 3600 < 60 ? `${Math.floor(whole / 3600)} h` : hours(whole);
  return `${Math.floor(whole / 86_400)} days`;
}

const pad = (value: number): string => String(value).padStart(2, '0');
const hours = (whole: number): string =>
  `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;

export const plural = (count: number, word: string, many = `${word}s`): string =>
  `${count} ${count === 1 ? word : many}`;
