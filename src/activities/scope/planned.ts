/** What a run goes by: the fleet file as it was when the run was planned. */
import { plannedFleet, readPlanned, type PlannedFleet } from '../../fleet/file';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { Plan } from '../../protocol/plan';
import { appAndHost, type Scope } from '../../protocol/scope';
import type { Deps } from '../deps';

/**
 * Of a plan that was recorded without: the last fleet file that was valid, so
 * that one being changed stops no step and no undo.
 */
export async function fleetOf(
  deps: Pick<Deps, 'lastFleet'>,
  { fleet }: Pick<Scope, 'fleet'>,
): Promise<PlannedFleet> {
  return fleet ? readPlanned(fleet) : deps.lastFleet();
}

/**
 * Puts what the run needs of the fleet into its plan. Not part of the plan's
 * hash: who reads a plan need not read it again because of another address or
 * target. Without a lease nothing will run by it.
 */
export function keepFleet<M extends Planned<Plan>>(
  made: M,
  fleet: PlannedFleet,
  lease: Lease | null,
  backup = false,
  cloudflare = false,
  all = false,
): M {
  if (!lease) return made;
  const { plan } = made;
  const kept = plannedFleet(fleet, { ...appAndHost(plan.scope), backup, cloudflare, all });
  return { ...made, plan: { ...plan, scope: { ...plan.scope, fleet: kept } } };
}
