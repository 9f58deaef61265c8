/** What a rehearsal has proven, of its plan and its steps. Pure. */
import type { Failure, StepProgress } from '../../protocol/run';
import type { RehearsalReport } from '../../protocol/steps/drill';
import type { RehearsalSummary } from '../../protocol/steps/rehearsal';

/** Steps that were undone had been done; without a plan there is none. */
export function rehearsalReport(
  scenario: RehearsalSummary['scenario'],
  steps: StepProgress[],
  failure: Failure | null,
): RehearsalReport {
  const done = steps.filter(
    ({ id, state }) => ['done', 'warned', 'undone', 'undo-failed'].includes(state) && id !== failure?.step,
  );
  return {
    scenario,
    host: null,
    parts: steps.length,
    proven: done.length,
    wanted: null,
    figures: done.flatMap(({ note }) => (note === undefined ? [] : [note])),
  };
}
