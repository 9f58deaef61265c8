import { RoostError } from '../../errors';
import type { Context } from '../command/context';
import type { Reply } from '../command/reply';
import type { Define } from './types';

const help = `
Nothing more is asked: after a breaking migration, or a rollback with --restore-data, the
dump goes back too, and what was written since is lost. \`roost decide RUN abort\` or
\`skip\` keeps the data.`;

export const defineCancel: Define = (program, act) =>
  program
    .command('cancel')
    .description('end a run and undo what it has done')
    .argument('<run>', 'id of the run')
    .addHelpText('after', help)
    .action(act(cancel));

async function cancel(context: Context, run: string): Promise<Reply> {
  const runs = await context.runs();
  const { workflowId, runId, url, status, outcome } = await runs.look(run);
  if (status !== 'running')
    throw new RoostError('RunEnded', `Run ${run} has ended: ${outcome ?? status}`, { run, status });
  await runs.cancel(run);
  return {
    json: { run: { workflowId, runId, url }, cancelling: true },
    lines: [`Run ${run} ends and undoes what it has done.`, `  watch: roost show ${run} --follow`],
  };
}
