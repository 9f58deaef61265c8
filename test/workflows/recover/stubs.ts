/** The real recovery, over a provisioning that does what the user's name says. */
import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { ProvisionRequest } from '../../../src/protocol/requests';

export { recover } from '../../../src/workflows/recover/recover';

const { provisioned } = proxyActivities<{ provisioned(request: ProvisionRequest): Promise<void> }>({
  startToCloseTimeout: '10s',
});

/** By `nobody` it fails. */
export async function provision(request: ProvisionRequest): Promise<object> {
  await provisioned(request);
  if (request.user === 'nobody')
    throw ApplicationFailure.nonRetryable('NotRoot: no sudo (hint: see why)', 'NotRoot', {
      outcome: 'undone',
      failure: { code: 'NotRoot', message: 'no sudo' },
    });
  return { outcome: 'succeeded', warnings: [] };
}
