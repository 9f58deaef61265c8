/** Which of Temporal's workflows are runs: what an operator looks for in a list, and the audit holds. */
import { taskQueue } from '../../protocol/names';

/** These only read, tell or start others. */
export const helpers = [
  'planDeploy',
  'planRollback',
  'planBackup',
  'planRestore',
  'planHostFacts',
  'listReleases',
  'compareHeads',
  'inbox',
  'notify',
];

/** Conditions of a visibility query that every run meets. */
export const areRuns: string[] = [
  `TaskQueue = "${taskQueue}"`,
  ...helpers.map((workflow) => `WorkflowType != "${workflow}"`),
];

/** Runs that ended, since then or ever. */
export const closedRuns = (since: Date | null): string =>
  [
    ...areRuns,
    'ExecutionStatus != "Running"',
    ...(since ? [`CloseTime >= "${since.toISOString()}"`] : []),
  ].join(' AND ');
