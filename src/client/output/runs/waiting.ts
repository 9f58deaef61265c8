import { fillIn } from '../../../errors/hint';
import { span } from '../../../lib/units';
import type { Waiting } from '../../../protocol/run';
import { failureLines } from '../failure';
import { wrap } from '../text';
import type { Theme } from '../theme';

const answers = { undo: 'the run is undone', stay: 'the run keeps waiting, with the lock' };

/** A question to the operator: what happened, what each answer does, what happens without one. */
export function waitingLines(workflowId: string, waiting: Waiting, theme: Theme): string[] {
  const { paint } = theme;
  const silence =
    waiting.after === null
      ? 'The run waits for a decision; the lock stays taken.'
      : `Without an answer after ${span(waiting.after / 1000)}: ${answers[waiting.default]}.`;
  return [
    `${paint.bold(paint.magenta('Waits for a decision'))} at "${waiting.title}"`,
    ...failureLines(
      { ...waiting.failure, hint: fillIn(waiting.failure.hint, { RUN: workflowId }) },
      theme,
    ).map((line) => `  ${line}`),
    paint.bold('  What the answers do:'),
    ...wrap(`${waiting.prompt} ${silence}`, theme.width, '    '),
    ...waiting.verbs.map((verb) => `    roost decide ${workflowId} ${verb}`),
  ];
}
