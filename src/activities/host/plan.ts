/** Finds the host's folder, then plans. */
import { planHostFacts as factsPlan } from '../../plan/host/facts';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { HostPlan } from '../../protocol/plan';
import type { HostFactsRequest } from '../../protocol/requests';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { hostSite } from '../scope/site';

export async function planHostFacts(
  deps: Deps,
  { host }: HostFactsRequest,
  lease: Lease | null,
): Promise<Planned<HostPlan>> {
  const site = await hostSite(deps, host);
  if (lease) await requireLock(site, lease);
  const { directory, fleet } = site;
  const made = {
    plan: factsPlan({ kind: 'host', host, directory }, newOperation(), fleet.decide.wait),
    facts: { gatheredAt: new Date().toISOString() },
  };
  return keepFleet(made, fleet, lease);
}
