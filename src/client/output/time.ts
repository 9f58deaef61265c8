/** Times and sizes as a person reads them. */

export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return hours(whole);
}

/** Coarser than `seconds`: for how long ago something was. */
export function span(value: number): string {
  const whole = Math.max(0, Math.round(value));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 48 * 3600) return hours(whole);
  return `${Math.floor(whole / 86_400)} d`;
}

export const ago = (iso: string, now: Date): string => `${span((now.getTime() - Date.parse(iso)) / 1000)} ago`;

/** `2026-11-21 02:14` in the operator's own time zone. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

export function clock(date: Date): string {
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const pad = (value: number): string => String(value).padStart(2, '0');
const hours = (whole: number): string => `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
