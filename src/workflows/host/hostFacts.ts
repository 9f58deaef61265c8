import type { HostFactsRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

/** Changes nothing; what it finds is in the run's result. */
export async function hostFacts(request: HostFactsRequest): Promise<RunResult> {
  return runPlanned({
    kind: 'hostFacts',
    scope: { kind: 'host', host: request.host },
    request,
    plan: (lease) => activity('planHostFacts', `Plan the reading of ${request.host}`)(request, lease),
  });
}
