export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
  failures: { title: string; why: string }[];
  files: { name: string; ms: number }[];
}
export function summarize(report: object, root: string): Summary;
export function slowest(files: Summary['files'], count?: number): string[];
export function finalLines(summary: Summary): string[];
