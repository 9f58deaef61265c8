import { checkRestoreRequest } from '../../plan/restore/request';
import type { RestoreRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { checkedRun } from '../run/checked';
import { runPlanned } from '../run/runPlanned';

/** Brings an app's data back. The input may be typed by hand, see `RestoreRequest`. No child workflows: it may be reset anywhere. */
export async function restore(input: unknown): Promise<RunResult> {
  const request = checkedRun('restore', checkRestoreRequest, input);
  return runPlanned({
    kind: 'restore',
    scope: { kind: 'app', app: request.app },
    request,
    plan: (lease) => activity('planRestore', titleOf(request))(request, lease),
  });
}

const titleOf = ({ app, snapshot = 'latest', undo }: RestoreRequest): string =>
  undo === undefined ? `Plan the restore of ${app} from ${snapshot}` : `Plan the way back of ${undo}`;
