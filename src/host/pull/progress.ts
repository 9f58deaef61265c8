const unit: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** The last `   20971520  45%  12.34MB/s    0:00:01 (xfr#3, …)` of rsync's output; null: none. */
export function parseProgress(text: string): PullProgress | null {
  const found = [...text.matchAll(/(\d+)\s+\d+%\s+([\d.]+)([kMG]?B)\/s\s+[\d:]+(?:\s+\(xfr#(\d+))?/g)].at(-1);
  if (!found) return null;
  const [, bytes, rate, name, files] = found;
  return { bytes: Number(bytes), rate: Math.round(Number(rate) * unit[name!]!), files: Number(files ?? 0) };
}

export interface PullProgress {
  bytes: number;
  /** Bytes a second. */
  rate: number;
  files: number;
}
