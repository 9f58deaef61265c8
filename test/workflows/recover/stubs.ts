/** The real recovery, over a provisioning that does what the user's name says. */
import { ApplicationFailure, CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type { ProvisionRequest } from '../../../src/protocol/requests';

export { recover } from '../../../src/workflows/recover/recover';

const { provisioned, ended } = proxyActivities<{
  provisioned(request: ProvisionRequest): Promise<void>;
  ended(): Promise<void>;
}>({
  startToCloseTimeout: '10s',
});

/** By `nobody` it fails, by `slow` it does not end by itself. */
export async function provision(request: ProvisionRequest): Promise<object> {
  await provisioned(request);
  if (request.user === 'nobody')
    throw ApplicationFailure.nonRetryable('NotRoot: no sudo (hint: see why)', 'NotRoot', {
      outcome: 'undone',
      failure: { code: 'NotRoot', message: 'no sudo' },
    });
  if (request.user === 'slow') await sleep('1h').finally(() => CancellationScope.nonCancellable(ended));
  return { outcome: 'succeeded', warnings: [] };
}
