/** The activities of moves. */
import type { MoveActivities } from '../../protocol/activities';
import type { AppScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { MoveStepArgs } from '../../protocol/steps/move';
import { activity } from '../activity';
import { learnSecrets } from '../app/secrets/secrets';
import { stepSite, type StepSite } from '../app/site';
import { lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { planMove } from './plan';
import { dropAhead, sendAhead } from './steps/ahead';
import { confirmThere, startThere, stopThere } from './steps/containers';
import { holdThere, markAway, openThere } from './steps/marks';
import { awaitThere } from './steps/run';

export const moveActivities = (deps: Deps): MoveActivities & Pick<StepActivities, keyof MoveStepArgs> => ({
  ...lockedSteps<MoveStepArgs, StepSite, AppScope>(
    deps,
    { site: stepSite, prepare: learnSecrets },
    {
      holdThere,
      awaitThere,
      stopThere,
      sendAhead,
      dropAhead,
      startThere,
      markAway,
      openThere,
      confirmThere,
    },
  ),
  planMove: activity(
    deps,
    (request, lease) => planMove(deps, request, lease),
    ({ app }) => ({ app }),
  ),
});
