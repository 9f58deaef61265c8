/** The activities of recoveries. */
import type { RecoverActivities } from '../../protocol/activities';
import type { HostScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { RecoverStepArgs } from '../../protocol/steps/recover';
import { activity } from '../activity';
import { lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { hostStepSite, type HostStepSite } from '../host/site';
import { planRecover } from './plan';
import { holdApp, openApp } from './steps/hold';
import { awaitRun } from './steps/run';
import { sumUp } from './steps/sum-up';

export const recoverActivities = (
  deps: Deps,
): RecoverActivities & Pick<StepActivities, keyof RecoverStepArgs> => ({
  ...lockedSteps<RecoverStepArgs, HostStepSite, HostScope>(
    deps,
    { site: hostStepSite },
    { holdApp, awaitRun, openApp, sumUp },
  ),
  planRecover: activity(
    deps,
    (request, lease) => planRecover(deps, request, lease),
    ({ host }) => ({ host }),
  ),
});
