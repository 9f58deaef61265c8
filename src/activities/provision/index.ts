/** The activities that make a host what the fleet file says. */
import type { ProvisionActivities } from '../../protocol/activities';
import type { HostScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { ProvisionStepArgs } from '../../protocol/steps/provision';
import { activity } from '../activity';
import { lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { hostStepSite, type HostStepSite } from '../host/site';
import { compareHosts } from './compare';
import { planProvision } from './plan';
import { applyResources } from './steps/apply';
import { applyFirewall, applySshd } from './steps/guarded';
import { installPackages } from './steps/packages';

export const provisionActivities = (
  deps: Deps,
): ProvisionActivities & Pick<StepActivities, keyof ProvisionStepArgs> => ({
  ...lockedSteps<ProvisionStepArgs, HostStepSite, HostScope>(
    deps,
    { site: hostStepSite },
    { installPackages, applyResources, applyFirewall, applySshd },
  ),
  compareHosts: activity(deps, () => compareHosts(deps)),
  planProvision: activity(
    deps,
    (request, lease) => planProvision(deps, request, lease),
    ({ host }) => ({ host }),
  ),
});
