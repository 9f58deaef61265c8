/** The activities of drills. What brings the data is that of restores. */
import type { DrillActivities } from '../../protocol/activities';
import type { AppScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { DrillStepArgs } from '../../protocol/steps/drill';
import { activity } from '../activity';
import { learnSecrets } from '../app/secrets/secrets';
import { stepSite, type StepSite } from '../app/site';
import { byLastFleet, lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { damageDrill } from './damage/damage';
import { planDrills, sweepDrills } from './night';
import { planDrill } from './plan';
import { beginDrill, endDrill } from './steps/begin';
import { checkDrill } from './steps/check';
import { createDrill } from './steps/create';
import { drillImages } from './steps/images';
import { stageDrill } from './steps/stage';
import { startDrill, startDrillData } from './steps/start';

export const drillActivities = (deps: Deps): DrillActivities & Pick<StepActivities, keyof DrillStepArgs> => ({
  ...lockedSteps<DrillStepArgs, StepSite, AppScope>(
    deps,
    { site: stepSite, prepare: learnSecrets },
    {
      beginDrill,
      stageDrill,
      drillImages,
      createDrill,
      startDrillData,
      startDrill,
      checkDrill,
      damageDrill,
      endDrill,
    },
  ),
  planDrill: activity(
    deps,
    (request, lease) => planDrill(byLastFleet(deps), request, lease),
    ({ app }) => ({ app }),
  ),
  planDrills: activity(deps, (request) => planDrills(byLastFleet(deps), request)),
  sweepDrills: activity(deps, () => sweepDrills(byLastFleet(deps))),
});
