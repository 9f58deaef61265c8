/** Names in Temporal that clients, workflows and workers share. */

/** Workflows and activities share one queue: every worker can do all. */
export const taskQueue = 'roost';

/** Two backups of an app would pull into the same staging: Temporal lets only one run have this id. */
export const backupId = (app: string): string => `backup-${app}`;

/** Two drills of an app would take each other's place. */
export const drillId = (app: string): string => `drill-${app}`;

/** The attributes by which runs are listed and filtered. All are keywords: whole values, no secrets. */
export const searchAttribute = {
  app: 'RoostApp',
  host: 'RoostHost',
  workflow: 'RoostWorkflow',
  commit: 'RoostCommit',
  /** An `Outcome`, or `waiting` while an operator has to decide. */
  outcome: 'RoostOutcome',
  operation: 'RoostOperation',
  /**
   * Of a restore or drill: when it was taken (UTC) and the beginning
   * of its id, `2026-11-18 03:00 1a2b3c4d`.
   */
  snapshot: 'RoostSnapshot',
  by: 'RoostBy',
} as const;

export type SearchAttributeName = (typeof searchAttribute)[keyof typeof searchAttribute];

export const searchAttributes: readonly SearchAttributeName[] = Object.values(searchAttribute);
