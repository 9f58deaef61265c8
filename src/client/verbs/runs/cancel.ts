import { RoostError } from '../../../errors';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import type { Define } from '../types';

const help = `
The undo asks no question. After a breaking migration, or a rollback with
--restore-data, it also restores the dump: what was written since is lost.
\`roost decide RUN abort\` and \`roost decide RUN skip\` keep the data.`;

export const defineCancel: Define = (program, act) =>
  program
    .command('cancel')
    .description('cancel a run and undo its changes')
    .argument('<run>', 'id of the run')
    .addHelpText('after', help)
    .action(act(cancel));

async function cancel(context: Context, run: string): Promise<Reply> {
  const runs = await context.runs();
  const { workflowId, runId, url, status, outcome } = await runs.describe(run);
  if (status !== 'running')
    throw new RoostError('RunEnded', `Run ${run} has ended: ${outcome ?? status}`, { run, status });
  await runs.cancel(run);
  return {
    json: { run: { workflowId, runId, url }, cancelling: true },
    lines: [`Run ${run} is cancelled and undoes its changes.`, `  watch: roost show ${run} --follow`],
  };
}
