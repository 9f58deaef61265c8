import type { DrillEnd } from '../../src/backup';

/** How a drill of phone ended. */
export const drillEnd = (at: string, code?: string): DrillEnd => ({
  at,
  run: 'drill-phone',
  host: 'hornbill',
  outcome: code ? 'undone' : 'succeeded',
  error: code ? { code, message: 'Truncated\nand more' } : null,
  snapshot: 'abc',
  takenAt: at,
  seconds: 60,
  parts: {},
  rows: { tables: 1, rows: 3 },
  bytes: 1,
  files: 1,
});
