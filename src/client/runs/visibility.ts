import type { RunFilter } from './types';

/** Runs that only read or start others: nobody looks for them in a list. */
export const HIDDEN = ['planDeploy', 'listReleases', 'compareHeads', 'inbox'];

/** A query of Temporal's visibility store. App names hold no quotes: they come from the fleet file's pattern. */
export function visibilityQuery({ app, running }: RunFilter): string {
  return [
    'TaskQueue = "roost"',
    ...HIDDEN.map((workflow) => `WorkflowType != "${workflow}"`),
    ...(app ? [`RoostApp = "${app}"`] : []),
    ...(running ? ['ExecutionStatus = "Running"'] : []),
  ].join(' AND ');
}
