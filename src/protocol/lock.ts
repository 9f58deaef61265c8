/** An app's lock, as runs ask for it and hold it. */

/** The lock as a run holds it. */
export interface Lease {
  app: string;
  /** Workflow type of the run; absent in leases of older runs. */
  workflow?: string;
  token: number;
  /** Seconds for which it was waited for. */
  waited?: number;
  /** Ids of the steps that the asked-for operation has begun. */
  begun?: string[];
}

export interface LockRequest {
  app: string;
  /** Workflow type of the run that asks. */
  workflow: string;
  by: string;
  /** Of a run that takes the lock again: what has this operation begun? */
  operation?: string;
}
