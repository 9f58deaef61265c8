import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { RestoreRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { attributes } from '../run/attributes';
import { runPlanned } from '../run/runPlanned';
import { checkedRestore } from './checked';

/** Brings an app's data back. The input may be typed by hand, see `RestoreRequest`. No child workflows: it may be reset anywhere. */
export async function restore(input: unknown): Promise<RunResult> {
  const request = checked(input);
  return runPlanned({
    kind: 'restore',
    scope: { kind: 'app', app: request.app },
    request,
    plan: (lease) => activity('planRestore', titleOf(request))(request, lease),
  });
}

const titleOf = ({ app, snapshot = 'latest', undo }: RestoreRequest): string =>
  undo === undefined ? `Plan the restore of ${app} from ${snapshot}` : `Plan the way back of ${undo}`;

/** A wrong input is shown where an operator looks: in the list, and in the run's details. */
function checked(input: unknown): RestoreRequest {
  try {
    return checkedRestore(input);
  } catch (error) {
    upsertSearchAttributes([
      { key: attributes.workflow, value: 'restore' },
      { key: attributes.outcome, value: 'refused' },
    ]);
    setCurrentDetails(
      `### restore: refused\n\nNothing was changed.\n\n\`\`\`\n${(error as Error).message}\n\`\`\``,
    );
    throw error;
  }
}
