import type { DeployRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

export async function deploy(request: DeployRequest): Promise<RunResult> {
  return runPlanned({
    workflow: 'deploy',
    request,
    plan: (lease) =>
      activity('planDeploy', `Plan the deploy of ${request.ref ?? 'the branch'}`)(request, lease),
  });
}
