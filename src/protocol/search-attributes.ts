/** What the run list can filter and show by. All are keywords: whole values, no secrets. */
export const searchAttributes = [
  'RoostApp',
  'RoostHost',
  'RoostWorkflow',
  'RoostCommit',
  'RoostOutcome',
  'RoostOperation',
] as const;

export type SearchAttributeName = (typeof searchAttributes)[number];
