import type { RollbackRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

export async function rollback(request: RollbackRequest): Promise<RunResult> {
  return runPlanned({
    kind: 'rollback',
    scope: { kind: 'app', app: request.app },
    request,
    plan: (lease) =>
      activity('planRollback', `Plan the rollback to ${request.to ?? 'the release before'}`)(request, lease),
  });
}
