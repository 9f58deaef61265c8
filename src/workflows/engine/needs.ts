import type { Plan } from '../../protocol/plan';
import type { Undo } from './session';

/** Ids of the steps whose undo must succeed before this one is tried. */
function needsOf({ step, needs }: Undo, { steps }: Plan): string[] {
  if (needs) return needs;
  // Plans of older versions do not say so: nothing leads away from data that are not back.
  const later = steps.slice(steps.findIndex(({ id }) => id === step.id) + 1);
  return later.filter(({ undo }) => undo?.call.run === 'restoreData').map(({ id }) => id);
}

/** Whether one of `others` needs that this one succeeds. */
export const isNeeded = ({ step }: Undo, others: Undo[], plan: Plan): boolean =>
  others.some((other) => needsOf(other, plan).includes(step.id));
