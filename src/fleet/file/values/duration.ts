const unit = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `1h30m`, `1.5s` in ms; undefined for anything else. The same form as Compose's. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,9}(\.\d{1,9})?(us|ms|s|m|h|d))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, name] of text.matchAll(/([\d.]+)(us|ms|s|m|h|d)/g)) {
    ms += Number(amount) * unit[name as keyof typeof unit];
  }
  return Math.round(ms);
}

/** For texts that a schema has already let through. */
export const milliseconds = (text: string): number => parseDuration(text) ?? 0;
