/** The steps of a plan, with undo, failure handling and questions. Pure. */
import { span } from '../../../lib/units';
import type { Plan } from '../../../protocol/plan';
import type { Step } from '../../../protocol/steps/step';
import { wrap } from '../text';
import type { Theme } from '../theme';

const indent = '      ';

/** `committed`: what the commit point of such a plan means. */
export function stepLines(
  step: Step,
  index: number,
  plan: Plan,
  committed: string | undefined,
  { paint, width }: Theme,
): string[] {
  const lines = [`${String(index + 1).padStart(4)}  ${step.title}`];
  const note = (text: string): void => void lines.push(paint.dim(`${indent}${text}`));
  const loud = (text: string): void => void lines.push(paint.bold(`${indent}${text}`));
  if (step.undo) note(`undo: ${step.undo.title}`);
  if (step.onFailure === 'warn') note('if it fails: a warning, the run goes on');
  if (step.ask) {
    const texts = [
      ...wrap(question(step, plan), width, indent),
      ...wrap(step.ask.prompt, width, `${indent}  `),
    ];
    lines.push(...texts.map((line) => paint.dim(line)));
  }
  if (step.unlocked && !plan.steps[index - 1]?.unlocked) loud("the app's lock is free from here on");
  if (step.commits && committed !== undefined) loud(committed);
  return lines;
}

function question(step: Step, plan: Plan): string {
  const when = step.onFailure === 'ask' ? 'if it fails' : 'if its outcome is unknown';
  const otherwise =
    step.ask?.default === 'undo'
      ? `undone after ${span(plan.decideWait / 1000)}`
      : 'waits until it is answered';
  return `${when}, you decide; ${otherwise}`;
}
