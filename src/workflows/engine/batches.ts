import type { Step } from '../../protocol/steps/step';

/** Neighbours of one group become one batch. The commit point is always a batch of its own. */
export function batches(steps: Step[]): Step[][] {
  const all: Step[][] = [];
  for (const step of steps) {
    const last = all.at(-1);
    if (last && mayJoin(last[0]!, step)) last.push(step);
    else all.push([step]);
  }
  return all;
}

function mayJoin(first: Step, step: Step): boolean {
  return step.group !== undefined && step.group === first.group && !step.commits && !first.commits;
}
