import type { ErrorReport } from '../../errors';

/** What a verb answers: the same for people and for programs. */
export interface Reply {
  lines: string[];
  json: Record<string, unknown>;
}

/** A failure that has more to show than its report, such as a failed run or a table of findings. */
export class Failed extends Error {
  constructor(
    readonly report: ErrorReport,
    readonly reply: Reply,
  ) {
    super(report.message);
  }
}
