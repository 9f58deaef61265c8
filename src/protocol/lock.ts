/** The lock of a scope, as runs ask for it and hold it. */
import type { PlanKind } from './plan-kinds';
import type { ScopeName } from './scope';

/** The lock as a run holds it. */
export interface Lease {
  scope: ScopeName;
  /** Of the run's plan. */
  kind: PlanKind;
  token: number;
  /** Seconds for which it was waited for. */
  waited?: number;
  /** Ids of the steps that the asked-for operation has begun. */
  begun?: string[];
}

export interface LockRequest {
  scope: ScopeName;
  /** Of the plan of the run that asks. */
  kind: PlanKind;
  by: string;
  /** Of a run that takes the lock again: what has this operation begun? */
  operation?: string;
}
