import { DAY, HOUR, MINUTE, SECOND } from '../../../lib/time';

const unit = { us: 0.001, ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const;

/** `90s`, `1h30m`, `1.5s` in ms; undefined for anything else. The same form as Compose's. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,9}(\.\d{1,9})?(us|ms|s|m|h|d))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, name] of text.matchAll(/([\d.]+)(us|ms|s|m|h|d)/g)) {
    ms += Number(amount) * unit[name as keyof typeof unit];
  }
  return Math.round(ms);
}

/** A duration that the schema has checked; undefined for none. */
export function milliseconds(text: string): number;
export function milliseconds(text: string | undefined): number | undefined;
export function milliseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : (parseDuration(text) ?? 0);
}
