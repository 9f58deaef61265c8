import { RoostError } from '../../../errors';
import { hostOf } from '../../../fleet/file';
import { readJobLogs } from '../../../inspect/job-logs';
import type { Runs, RunView } from '../../../temporal/runs/types';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { courseLines, runLines } from '../../output/runs/run';
import { conclude, follow, runJson } from '../../runs/follow';
import type { Define } from '../types';

interface ShowOptions {
  follow?: boolean;
  log?: boolean;
}

export const defineShow: Define = (program, act) =>
  program
    .command('show')
    .description('show one run: its steps, its question, its outcome')
    .argument('<run>', 'id of the run, as `roost runs` lists it; or an app: its newest run')
    .option('--follow', 'stay until the run ends; the exit code is that of the run')
    .option('--log', 'print all that its builds, pulls and scripts have printed')
    .action(act(show));

async function show(context: Context, run: string, options: ShowOptions): Promise<Reply> {
  const runs = await context.runs();
  const view = await runs.describe(await nameOf(context, runs, run));
  if (options.log) return showLog(context, view);
  if (options.follow && view.status === 'running') return follow(context, runs, view);
  if (options.follow) {
    context.screen.note(...courseLines(view, context.screen.theme, context.now()));
    return conclude(context, view);
  }
  return { json: runJson(view), lines: runLines(view, context.screen.theme, context.now()) };
}

/** Ids of runs begin with their verb: no app is called so. Errors: `UnknownRun`. */
async function nameOf(context: Context, runs: Pick<Runs, 'list'>, run: string): Promise<string> {
  const isApp = await context.fleet().then(
    ({ apps }) => Object.hasOwn(apps, run),
    () => false,
  );
  if (!isApp) return run;
  const [newest] = await runs.list({ app: run, limit: 1 });
  if (newest) return newest.workflowId;
  throw new RoostError('UnknownRun', `${run} has no run`, { app: run });
}

async function showLog(context: Context, { app: name, runId, workflowId }: RunView): Promise<Reply> {
  const fleet = await context.fleet();
  const app = name !== null && Object.hasOwn(fleet.apps, name) ? fleet.apps[name] : undefined;
  if (!app) throw new RoostError('BadRequest', `${workflowId} is no run of an app of the fleet file`);
  const host = await context.host(hostOf(fleet, app.host));
  const found: string[] = [];
  const { json } = context.screen.options;
  await readJobLogs(host, app, runId, (text) =>
    json ? void found.push(...text.split('\n')) : context.screen.print(text.split('\n')),
  );
  return { lines: [], json: { run: workflowId, runId, lines: found } };
}
