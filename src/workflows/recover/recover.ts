import type { RecoverRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

/** Brings the apps of a host back that was lost. It may be started again at any time: what is done stays done. */
export async function recover(request: RecoverRequest): Promise<RunResult> {
  return runPlanned({
    kind: 'recover',
    scope: { kind: 'host', host: request.host },
    request,
    plan: (lease) => activity('planRecover', `Plan the recovery of ${request.host}`)(request, lease),
  });
}
