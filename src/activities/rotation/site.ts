import type { FleetScope } from '../../protocol/scope';
import type { StepContext } from '../../protocol/steps/activities';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { plannedFleetSite } from '../scope/site';
import { stepOn, type StepPart } from '../scope/step';
import type { ScopeSite } from '../scope/types';

/** The fleet for one step of a rotation. */
export type RotationSite = ScopeSite &
  StepPart<FleetScope> & {
    /** Before each change that does not go through the fence of the control host. Errors: `LockLost`. */
    hold(): Promise<void>;
  };

export async function rotationSite(deps: Deps, context: StepContext<FleetScope>): Promise<RotationSite> {
  const site = await stepOn(deps, await plannedFleetSite(deps, context.scope), context);
  return { ...site, hold: () => requireLock(site, context.lease) };
}
