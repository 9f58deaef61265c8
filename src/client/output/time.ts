/** Moments as a person reads them, in the operator's own time zone. */
import { span } from '../../lib/units';

export const ago = (iso: string, now: Date): string =>
  `${span((now.getTime() - Date.parse(iso)) / 1000)} ago`;

/** `2026-11-21 02:14` */
export function moment(iso: string): string {
  const date = new Date(iso);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

export function clock(date: Date): string {
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

const pad = (value: number): string => String(value).padStart(2, '0');
