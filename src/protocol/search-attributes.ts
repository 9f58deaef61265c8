/** The attributes by which runs are listed and filtered. All are keywords: whole values, no secrets. */
export const searchAttribute = {
  app: 'RoostApp',
  host: 'RoostHost',
  workflow: 'RoostWorkflow',
  commit: 'RoostCommit',
  /** An `Outcome`, or `waiting` while an operator has to decide. */
  outcome: 'RoostOutcome',
  operation: 'RoostOperation',
} as const;

export type SearchAttributeName = (typeof searchAttribute)[keyof typeof searchAttribute];

export const searchAttributes: readonly SearchAttributeName[] = Object.values(searchAttribute);
