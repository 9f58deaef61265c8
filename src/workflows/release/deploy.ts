import type { DeployRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';
import { Statuses } from './statuses';

export async function deploy(request: DeployRequest): Promise<RunResult> {
  return runPlanned({
    kind: 'deploy',
    scope: { kind: 'app', app: request.app, on: request.on },
    request,
    follower: new Statuses(request.app),
    plan: (lease) =>
      activity('planDeploy', `Plan the deploy of ${request.ref ?? 'the branch'}`)(request, lease),
  });
}
