/** The activities that upgrade a host. */
import type { PatchActivities } from '../../protocol/activities';
import type { HostScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { PatchStepArgs } from '../../protocol/steps/patch';
import { activity } from '../activity';
import { lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { hostStepSite, type HostStepSite } from '../host/site';
import { planPatch } from './plan';
import { awaitContainers } from './steps/await';
import { freeApps, lockApps } from './steps/hold';
import { rebootHost } from './steps/reboot';
import { upgradePackages } from './steps/upgrade';

export const patchActivities = (deps: Deps): PatchActivities & Pick<StepActivities, keyof PatchStepArgs> => ({
  ...lockedSteps<PatchStepArgs, HostStepSite, HostScope>(
    deps,
    { site: hostStepSite },
    { lockApps, freeApps, upgradePackages, rebootHost, awaitContainers },
  ),
  planPatch: activity(
    deps,
    (request, lease) => planPatch(deps, request, lease),
    ({ host }) => ({ host }),
  ),
});
