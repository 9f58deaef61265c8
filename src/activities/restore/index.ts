/** The activities of restores. */
import { targetOf } from '../../plan/restore/request';
import type { RestoreActivities } from '../../protocol/activities';
import type { AppScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { RestoreStepArgs } from '../../protocol/steps/restore';
import { activity } from '../activity';
import { learnSecrets } from '../app/secrets/secrets';
import { stepSite, type StepSite } from '../app/site';
import { lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { againOf, inAgain } from './again';
import { planRestore } from './plan';
import { planRestores } from './several';
import { keepForScript } from './steps/by-script';
import { checkApp } from './steps/check';
import { fetchData } from './steps/fetch';
import { dropLoaded, loadData, swapBack, swapData } from './steps/items';
import { recordRestore, recordUndo, tidyRestores } from './steps/record';
import { sanitizeData } from './steps/sanitize';
import { sendData } from './steps/send';
import { startAgain } from './steps/start';

export const restoreActivities = (
  deps: Deps,
): RestoreActivities & Pick<StepActivities, keyof RestoreStepArgs> => ({
  ...lockedSteps<RestoreStepArgs, StepSite, AppScope>(
    deps,
    { site: stepSite, prepare: learnSecrets },
    {
      fetchData: (site, args) => fetchData(inAgain(site, args.again), args),
      sendData: { run: (site, args) => sendData(inAgain(site, args.again), args), durable: 'app' },
      loadData: { run: (site, args) => loadData(inAgain(site, args.again), args), durable: 'host' },
      dropLoaded,
      keepForScript: { run: keepForScript, durable: 'host' },
      swapData: {
        run: (site, { again, of, ...args }) =>
          swapData(inAgain(site, again), { ...args, of: again ? againOf(of) : of }),
        durable: 'host',
      },
      swapBack: { run: swapBack, durable: 'host' },
      startAgain,
      checkApp,
      sanitizeData,
      recordRestore,
      recordUndo,
      tidyRestores,
    },
  ),
  planRestores: activity(deps, (request) => planRestores(deps, request)),
  planRestore: activity(
    deps,
    (request, lease) => planRestore(deps, request, lease),
    (request) => ({ app: targetOf(request) }),
  ),
});
