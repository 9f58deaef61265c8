const unit = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 } as const;

/** `200 GB` in bytes; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const [, amount, name] = /^(\d{1,6}(?:\.\d{1,3})?) ?(KB|MB|GB|TB)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * unit[name as keyof typeof unit]);
}
