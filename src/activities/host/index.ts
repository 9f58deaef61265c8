/** The activities of operations on a whole host. */
import type { HostActivities } from '../../protocol/activities';
import type { HostScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { HostStepArgs } from '../../protocol/steps/host';
import { activity } from '../activity';
import { lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { planHostFacts } from './plan';
import { hostStepSite, type HostStepSite } from './site';
import { readHostFacts } from './steps/facts';

export const hostActivities = (deps: Deps): HostActivities & Pick<StepActivities, keyof HostStepArgs> => ({
  ...lockedSteps<HostStepArgs, HostStepSite, HostScope>(deps, { site: hostStepSite }, { readHostFacts }),
  planHostFacts: activity(
    deps,
    (request, lease) => planHostFacts(deps, request, lease),
    ({ host }) => ({ host }),
  ),
});
