/** Short runs that only look: no lock, nothing is changed. */
import type { DeployRequest, ReleaseRecord, RollbackRequest } from '../activities/types';
import type { Plan, PlanFacts } from '../fleet/plan/types';
import { activity } from './activities';

export async function planDeploy(request: DeployRequest): Promise<{ plan: Plan; facts: PlanFacts }> {
  return activity('planDeploy', `Plan the deploy of ${request.ref ?? 'the branch'}`)(request, null);
}

export async function planRollback(request: RollbackRequest): Promise<{ plan: Plan; facts: PlanFacts }> {
  return activity('planRollback', `Plan the rollback to ${request.to ?? 'the release before'}`)(request, null);
}

export async function listReleases(app: string): Promise<ReleaseRecord[]> {
  return activity('listReleases', `List the releases of ${app}`)(app);
}
