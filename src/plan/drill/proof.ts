/** What a drill has proven, of its plan and its steps. Pure. */
import type { Plan } from '../../protocol/plan';
import type { StepProgress } from '../../protocol/run';
import type { DrillProof } from '../../protocol/steps/drill';

/** Undefined: it is no drill. */
export function proofOf(plan: Plan | null, steps: StepProgress[]): DrillProof | undefined {
  if (plan?.kind !== 'drill') return undefined;
  const { snapshot, items, rows } = plan.drill;
  return {
    snapshot: snapshot.id,
    takenAt: snapshot.time,
    rows,
    bytes: items.reduce((sum, item) => sum + item.bytes, 0),
    files: items.reduce((sum, item) => sum + item.files, 0),
    parts: Object.fromEntries(
      steps.flatMap(({ id, seconds }) => (seconds === undefined ? [] : [[id, seconds] as const])),
    ),
  };
}
