import type { RunReport } from '../../protocol/reports/run-report';

/** A run that ended or waits; `report` is what the run itself knows, as far as it could report it. */
export interface FinishedRun {
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
