/** The activities of rehearsals: they read, and write in scratch only. */
import type { RehearsalActivities } from '../../protocol/activities';
import type { FleetScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { RehearsalStepArgs } from '../../protocol/steps/rehearsal';
import { activity } from '../activity';
import { cloudflareSite, type CloudflareSite } from '../cloudflare/site';
import { lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { compareAccount, readRehearsal, removeRehearsals, verifyAccount } from './cloudflare';
import { closeControl, openControl, readControl, rehearseControl } from './control';
import { planRehearsals, planRehearse } from './plan';
import { rehearsalSite, type RehearsalSite } from './site';

type OfControl = 'openControl' | 'readControl' | 'rehearseControl' | 'closeControl';

export const rehearsalActivities = (
  deps: Deps,
): RehearsalActivities & Pick<StepActivities, keyof RehearsalStepArgs> => ({
  ...lockedSteps<Pick<RehearsalStepArgs, OfControl>, RehearsalSite, FleetScope>(
    deps,
    { site: rehearsalSite },
    { openControl, readControl, rehearseControl, closeControl },
  ),
  ...lockedSteps<Omit<RehearsalStepArgs, OfControl>, CloudflareSite, FleetScope>(
    deps,
    { site: cloudflareSite },
    { verifyAccount, compareAccount, readRehearsal, removeRehearsals },
  ),
  planRehearse: activity(
    deps,
    (request, lease) => planRehearse(deps, request, lease),
    (_request, _lease) => ({}),
  ),
  planRehearsals: activity(deps, () => planRehearsals(deps)),
});
