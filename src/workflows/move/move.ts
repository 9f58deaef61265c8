import type { MoveRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

/** Brings an app to another host of the fleet, back to where it came from, or ends the way back. */
export async function move(request: MoveRequest): Promise<RunResult> {
  const { app } = request;
  return runPlanned({
    kind: 'move',
    scope: { kind: 'app', app },
    request,
    plan: (lease) => activity('planMove', `Plan the move of ${app}`)(request, lease),
  });
}
