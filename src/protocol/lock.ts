/** The lock of a scope, as runs ask for it and hold it. */
import type { PlanKind } from './plan-kinds';
import type { Scope, ScopeName } from './scope';

/** The lock as a run holds it. */
export interface Lease {
  /** Of a lease that is given back: that of the plan, if there was one. */
  scope: ScopeName | Scope;
  /** Of the run's plan. */
  kind: PlanKind;
  token: number;
  /** Seconds for which it was waited for. */
  waited?: number;
  /** Ids of the steps that the asked-for operation has begun. */
  begun?: string[];
  /** Services of the app that did not run when it was taken; absent: unknown, or not of an app. */
  idle?: string[];
}

export interface LockRequest {
  /** Of a run that takes the lock again: that of its plan. */
  scope: ScopeName | Scope;
  /** Of the plan of the run that asks. */
  kind: PlanKind;
  by: string;
  /** Of a run that takes the lock again: what has this operation begun? */
  operation?: string;
}
