import { checkRestoreRequest, targetOf } from '../../plan/restore/request';
import type { RestoreRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { checkedRun } from '../run/checked';
import { runPlanned } from '../run/runPlanned';

/**
 * Brings an app's data back. The input may be typed by hand, see
 * `RestoreRequest`. No child workflows: it may be reset anywhere.
 */
export async function restore(input: unknown): Promise<RunResult> {
  const request = checkedRun('restore', checkRestoreRequest, input);
  return runPlanned({
    kind: 'restore',
    scope: { kind: 'app', app: targetOf(request), on: request.on },
    request,
    plan: (lease) => activity('planRestore', titleOf(request))(request, lease),
  });
}

function titleOf(request: RestoreRequest): string {
  const { app, snapshot = 'latest', undo } = request;
  if (undo !== undefined) return `Plan the way back of ${undo}`;
  const target = targetOf(request);
  return `Plan the restore of ${target} from ${snapshot}${target === app ? '' : ` of ${app}`}`;
}
