import type { RunReport } from '../../protocol/run-report';

/** A run as it is told of; `report` is what the run itself says, as far as it could. */
export interface ToldRun {
  report: RunReport;
  workflowId: string;
  runId: string;
  /** An `Outcome`, or how Temporal ended it: `terminated`, `timed out`. */
  result: string;
  who: string;
  origin: string | null;
  /** ISO 8601; `at` is the end, or the beginning of the wait. */
  startedAt: string;
  at: string;
}
