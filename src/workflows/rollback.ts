import type { RollbackRequest } from '../activities/types';
import type { RunResult } from '../fleet/plan/types';
import { activity } from './activities';
import { runPlanned } from './runPlanned';

export async function rollback(request: RollbackRequest): Promise<RunResult> {
  return runPlanned({
    workflow: 'rollback',
    request,
    plan: (lease) => activity('planRollback', `Plan the rollback to ${request.to ?? 'the release before'}`)(request, lease),
  });
}
