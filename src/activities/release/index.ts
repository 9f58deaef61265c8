/** The activities of deploys and rollbacks. */
import type { ReleaseActivities } from '../../protocol/activities';
import type { AppScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { ReleaseStepArgs } from '../../protocol/steps/release';
import { activity } from '../activity';
import { learnSecrets } from '../app/secrets/secrets';
import { siteOf, stepSite, type StepSite } from '../app/site';
import { lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { listReleases } from './facts/images';
import { headComparison } from './heads';
import { planDeploy, planRollback } from './plan';
import { writeStatus } from './status';
import { adoptRelease } from './steps/adopt';
import { commitRelease } from './steps/commit';
import { dumpData, restoreData } from './steps/data/data';
import { discardReleases } from './steps/discard';
import { buildImages } from './steps/images/build';
import { setMaintenance } from './steps/maintenance';
import { removeServices } from './steps/remove';
import { renewServices } from './steps/renew';
import { runScript } from './steps/script';
import { removeSlot, startSlot, switchSlot } from './steps/slots';
import { stageRelease } from './steps/stage';
import { startRelease } from './steps/start';
import { stopServices } from './steps/stop';
import { verifyRelease } from './steps/verify';

export const releaseActivities = (
  deps: Deps,
): ReleaseActivities & Pick<StepActivities, keyof ReleaseStepArgs> => ({
  ...lockedSteps<ReleaseStepArgs, StepSite, AppScope>(
    deps,
    { site: stepSite, prepare: learnSecrets },
    {
      adoptRelease: { run: adoptRelease, durable: 'app' },
      stageRelease: { run: stageRelease, durable: 'app' },
      // Images too, and whatever else waits to be written: the app still serves.
      buildImages: { run: buildImages, durable: 'host' },
      setMaintenance,
      stopServices,
      dumpData,
      restoreData,
      runScript,
      startRelease: { run: startRelease, durable: 'app' },
      removeServices,
      renewServices,
      // Both lay a release into the app's folder.
      startSlot: { run: startSlot, durable: 'app' },
      switchSlot,
      removeSlot: { run: removeSlot, durable: 'app' },
      verifyRelease,
      // A commit that is tried again finds its own release current, and has its own fence.
      commitRelease: { run: commitRelease, unmarked: true },
      discardReleases,
    },
  ),
  planDeploy: activity(
    deps,
    (request, lease) => planDeploy(deps, request, lease),
    ({ app }) => ({ app }),
  ),
  planRollback: activity(
    deps,
    (request, lease) => planRollback(deps, request, lease),
    ({ app }) => ({ app }),
  ),
  compareHeads: activity(deps, headComparison(deps)),
  writeStatus: activity(deps, (request) => writeStatus(deps, request)),
  listReleases: activity(deps, async (app) => listReleases(await siteOf(deps, app))),
});
