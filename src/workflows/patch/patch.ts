import type { PatchRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

/** Upgrades the packages of a host, and restarts it where that is asked for. */
export async function patch(request: PatchRequest): Promise<RunResult> {
  const { host } = request;
  return runPlanned({
    kind: 'patch',
    scope: { kind: 'host', host },
    request,
    plan: (lease) => activity('planPatch', `See what of ${host} can be upgraded`)(request, lease),
  });
}
