import { Argument } from 'commander';
import { RoostError } from '../../../errors';
import type { Verb, Waiting } from '../../../protocol/run';
import type { RunView } from '../../../temporal/runs/types';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { waitingLines } from '../../output/runs/waiting';
import type { Define } from '../types';

const VERBS: Verb[] = ['retry', 'skip', 'undo', 'abort'];

const meanings = `
Answers (the question of the run explains them further):
  retry  run the step again
  skip   treat the step as done and continue
  undo   undo the whole run
  abort  end the run and undo nothing`;

export const defineDecide: Define = (program, act) =>
  program
    .command('decide')
    .description('answer a waiting run; without an answer: show the question')
    .argument('<run>', 'id of the run')
    .addArgument(new Argument('[answer]', 'what the run does next').choices(VERBS))
    .option('--reason <text>', 'reason; stored with the run')
    .addHelpText('after', meanings)
    .action(act(decide));

async function decide(
  context: Context,
  run: string,
  verb: Verb | undefined,
  options: { reason?: string },
): Promise<Reply> {
  const runs = await context.runs();
  const view = await runs.describe(run);
  const waiting = questionOf(view);
  if (!verb) return { json: { run, waiting }, lines: waitingLines(run, waiting, context.screen.theme) };
  if (!waiting.verbs.includes(verb)) {
    throw new RoostError(
      'BadRequest',
      `Run ${run} does not accept ${verb}, only ${waiting.verbs.join(', ')}`,
      { run, verbs: waiting.verbs },
    );
  }
  // The id binds the answer to this question.
  await runs.decide(run, {
    waitId: waiting.id,
    verb,
    by: context.by,
    reason: options.reason,
  });
  return {
    json: { run, decided: verb, step: waiting.step },
    lines: [`Run ${run}: ${verb} at "${waiting.title}".`, `  watch: roost show ${run} --follow`],
  };
}

function questionOf(view: RunView): Waiting {
  const { workflowId, status, outcome, progress, silent } = view;
  if (status !== 'running')
    throw new RoostError('RunEnded', `Run ${workflowId} has ended: ${outcome ?? status}`, {
      run: workflowId,
    });
  if (silent) throw new RoostError('WorkerMissing', `Run ${workflowId}: ${silent}`, { run: workflowId });
  if (!progress?.waiting)
    throw new RoostError('NothingToDecide', `Run ${workflowId} waits for no answer`, { run: workflowId });
  return progress.waiting;
}
