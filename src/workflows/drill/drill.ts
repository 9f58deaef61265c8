import { checkDrillRequest } from '../../plan/drill/request';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { checkedRun } from '../run/checked';
import { runPlanned } from '../run/runPlanned';

/**
 * Proves that an app can be restored. The input may be typed by hand, see
 * `DrillRequest`. The live app is not touched, nor its lock.
 */
export async function drill(input: unknown): Promise<RunResult> {
  const request = checkedRun('drill', checkDrillRequest, input);
  const { app, snapshot = 'latest' } = request;
  return runPlanned({
    kind: 'drill',
    scope: { kind: 'app', app, drill: true },
    request,
    plan: (lease) => activity('planDrill', `Plan the drill of ${app} from ${snapshot}`)(request, lease),
  });
}
