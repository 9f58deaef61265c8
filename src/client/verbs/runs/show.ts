import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { courseLines, runLines } from '../../output/runs/run';
import { conclude, follow, runJson } from '../../runs/follow';
import type { Define } from '../types';

export const defineShow: Define = (program, act) =>
  program
    .command('show')
    .description('show one run: its steps, its question, its outcome')
    .argument('<run>', 'id of the run, as `roost runs` lists it')
    .option('--follow', 'stay until the run ends; the exit code is that of the run')
    .action(act(show));

async function show(context: Context, run: string, options: { follow?: boolean }): Promise<Reply> {
  const runs = await context.runs();
  const view = await runs.describe(run);
  if (options.follow && view.status === 'running') return follow(context, runs, view);
  if (options.follow) {
    context.screen.note(...courseLines(view, context.screen.theme, context.now()));
    return conclude(context, view);
  }
  return { json: runJson(view), lines: runLines(view, context.screen.theme, context.now()) };
}
