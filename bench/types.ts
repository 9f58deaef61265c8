export interface BenchResult {
  /** Compared within this run; machine and load fall out. */
  ratios: Record<string, number>;
  /** What was measured: medians, seconds unless the name says otherwise. */
  figures: Record<string, unknown>;
  /** For people. */
  table: string;
}

/** `flags`: what stands behind its name on the command line. */
export type Bench = (say: (text: string) => void, flags: string[]) => Promise<BenchResult>;

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
