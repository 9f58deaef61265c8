import type { KeyRotationRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

/** Puts another key or password in place of the present one. */
export async function rotate(request: KeyRotationRequest): Promise<RunResult> {
  return runPlanned({
    kind: 'rotate',
    scope: { kind: 'fleet' },
    request,
    plan: (lease) => activity('planRotate', 'Plan the rotation')(request, lease),
  });
}
