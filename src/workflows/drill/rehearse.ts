import { checkRehearseRequest } from '../../plan/rehearsal/request';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { checkedRun } from '../run/checked';
import { runPlanned } from '../run/runPlanned';

/** Rehearses a loss from what is kept for it. The input may be typed by hand, see `RehearseRequest`. */
export async function rehearse(input: unknown): Promise<RunResult> {
  const request = checkedRun('rehearse', checkRehearseRequest, input);
  const { scenario } = request;
  return runPlanned({
    kind: 'rehearse',
    scope: { kind: 'fleet' },
    request,
    rehearses: scenario,
    plan: (lease) => activity('planRehearse', `Plan the rehearsal of ${scenario}`)(request, lease),
  });
}
