/** Plans the reading of a host: pure. */
import type { HostPlan } from '../../protocol/plan';
import type { HostScope } from '../../protocol/scope';
import { planHash } from '../hash';

export function planHostFacts(scope: HostScope, operation: string, decideWait: number): HostPlan {
  const plan: Omit<HostPlan, 'hash'> = {
    format: 1,
    kind: 'hostFacts',
    operation,
    scope,
    expects: 0,
    warnings: [],
    steps: [
      {
        id: 'read',
        title: `Read system, Docker, disks and Compose projects of ${scope.host}`,
        call: { run: 'readHostFacts', args: {} },
        retry: 'short',
        onFailure: 'undo',
      },
    ],
    decideWait,
    // There is nothing to decide about: it can be run again.
    neverAsks: true,
  };
  return { ...plan, hash: planHash(plan) };
}
