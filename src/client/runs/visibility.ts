import type { RunFilter } from './types';

/** Runs that only read: nobody looks for them in a list. */
export const READING = ['planDeploy', 'listReleases'];

/** A query of Temporal's visibility store. App names hold no quotes: they come from the fleet file's pattern. */
export function visibilityQuery({ app, running }: RunFilter): string {
  return [
    'TaskQueue = "roost"',
    ...READING.map((workflow) => `WorkflowType != "${workflow}"`),
    ...(app ? [`RoostApp = "${app}"`] : []),
    ...(running ? ['ExecutionStatus = "Running"'] : []),
  ].join(' AND ');
}
