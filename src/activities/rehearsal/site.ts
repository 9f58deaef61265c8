/** Where a rehearsal works on the control host: a folder of its operation. */
import { join } from 'node:path';
import type { FleetScope } from '../../protocol/scope';
import type { StepContext } from '../../protocol/steps/activities';
import type { Deps } from '../deps';
import { plannedFleetSite } from '../scope/site';
import { stepOn, type StepPart } from '../scope/step';
import type { ScopeSite } from '../scope/types';

export type RehearsalSite = ScopeSite & StepPart<FleetScope>;

export const rehearsalSite = async (deps: Deps, context: StepContext<FleetScope>): Promise<RehearsalSite> =>
  stepOn(deps, await plannedFleetSite(deps, context.scope), context);

/** Of all rehearsals. */
export const scratchIn = ({ context }: RehearsalSite): string => join(context.scope.directory, 'rehearsals');

export const scratchOf = (site: RehearsalSite): string => join(scratchIn(site), site.context.operation);
