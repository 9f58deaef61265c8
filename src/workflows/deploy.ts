import type { DeployRequest } from '../activities/types';
import type { RunResult } from '../fleet/plan/types';
import { activity } from './activities';
import { runPlanned } from './runPlanned';

export async function deploy(request: DeployRequest): Promise<RunResult> {
  return runPlanned({
    workflow: 'deploy',
    request,
    plan: (lease) => activity('planDeploy', `Plan the deploy of ${request.ref ?? 'the branch'}`)(request, lease),
  });
}
