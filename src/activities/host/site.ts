import type { HostScope } from '../../protocol/scope';
import type { StepContext } from '../../protocol/steps/activities';
import type { Deps } from '../deps';
import { plannedHostSite } from '../scope/site';
import { stepOn, type StepPart } from '../scope/step';
import type { HostSite } from '../scope/types';

/** A host for one step: changes go through the fence of the step's lease. */
export type HostStepSite = HostSite & StepPart<HostScope>;

export const hostStepSite = async (deps: Deps, context: StepContext<HostScope>): Promise<HostStepSite> =>
  stepOn(deps, await plannedHostSite(deps, context.scope), context);
