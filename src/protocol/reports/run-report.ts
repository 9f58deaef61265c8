import type { PlannedFleet } from '../../fleet/file/planned';
import type { Outcome, Failure, Waiting } from '../run';
import type { DrillProof, RehearsalReport } from '../steps/drill';

/**
 * What a run reports at its end, and when it begins to wait. Ids and times
 * are left to the activity, which knows them.
 */
export interface RunReport {
  workflow: string;
  /** Null: it is about none, or about all of them. */
  app: string | null;
  /** Null where it is about none, and before the plan of an app is there. */
  host: string | null;
  reason?: string;
  /** Data that could not be put back were accepted. */
  noWayBack?: true;
  /** Null while it waits. */
  outcome: Outcome | null;
  failure: Failure | null;
  /** Title of the step that failed or waits. */
  step: string | null;
  /** Commit and version that it is about. */
  release: string | null;
  operation: string | null;
  /** Seconds for which the lock was waited for; null: not had, or not known. */
  lockSeconds: number | null;
  /** What its plan recorded of the fleet. */
  planned?: PlannedFleet;
  /** Of a drill. */
  drill?: DrillProof;
  /** Of a rehearsal. */
  rehearsal?: RehearsalReport;
  /** `number` counts the run's waits. */
  wait: (Pick<Waiting, 'prompt' | 'verbs' | 'after'> & { number: number }) | null;
}
