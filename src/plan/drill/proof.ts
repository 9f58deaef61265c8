/** What a drill has proven, of its plan and its steps. Pure. */
import type { Plan } from '../../protocol/plan';
import type { StepProgress } from '../../protocol/run';
import type { DrillProof } from '../../protocol/steps/drill';
import { AGAIN } from './again';

/** Undefined: it is no drill. */
export function proofOf(plan: Plan | null, steps: StepProgress[]): DrillProof | undefined {
  if (plan?.kind !== 'drill') return undefined;
  const { snapshot, items, rows } = plan.drill;
  return {
    snapshot: snapshot.id,
    takenAt: snapshot.time,
    rows,
    corrupt: plan.drill.corrupt,
    bytes: items.reduce((sum, item) => sum + item.bytes, 0),
    files: items.reduce((sum, item) => sum + item.files, 0),
    parts: Object.fromEntries(
      steps.flatMap(({ id, seconds }) => (seconds === undefined ? [] : [[id, seconds] as const])),
    ),
  };
}

/** Seconds of the damage and of the second restore. */
export const secondsAgain = (parts: Record<string, number>): number =>
  Object.entries(parts).reduce(
    (sum, [id, seconds]) => (id === 'damage' || id.startsWith(AGAIN) ? sum + seconds : sum),
    0,
  );
