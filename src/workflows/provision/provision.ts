import type { ProvisionRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

/** Makes a host what the fleet file says. */
export async function provision(request: ProvisionRequest): Promise<RunResult> {
  const { host, address, hostKey, user } = request;
  const isElsewhere = [address, hostKey, user].some((one) => one !== undefined);
  return runPlanned({
    kind: 'provision',
    scope: { kind: 'host', host, at: isElsewhere ? { address, hostKey, user } : undefined },
    request,
    plan: (lease) => activity('planProvision', `Plan the provisioning of ${host}`)(request, lease),
  });
}
