/** Which workflows of Temporal are runs: those that `roost runs` lists and the audit records. */
import { taskQueue } from '../../protocol/names';

/** Workflows that only read, notify or start other workflows. */
export const helpers = [
  'planDeploy',
  'planRollback',
  'planBackup',
  'planRestore',
  'planRestores',
  'planDrill',
  'planRehearse',
  'planArchive',
  'planRecover',
  'planMove',
  'planPatch',
  'planHostFacts',
  'planProvision',
  'planCloudflareApply',
  'planCloudflareAdopt',
  'planCloudflareRotate',
  'planRotate',
  'listReleases',
  'reviewAccess',
  'compareHeads',
  'compareHosts',
  'inbox',
  'notify',
];

/** Conditions of a visibility query that every run meets. */
export const areRuns: string[] = [
  `TaskQueue = "${taskQueue}"`,
  ...helpers.map((workflow) => `WorkflowType != "${workflow}"`),
];

/** Runs that ended, since then or ever. */
export function closedRuns(since: Date | null): string {
  const conditions = [...areRuns, 'ExecutionStatus != "Running"'];
  if (since) conditions.push(`CloseTime >= "${since.toISOString()}"`);
  return conditions.join(' AND ');
}
