import { appOf, hostOf } from '../../../fleet/file';
import type { RunSummary } from '../../../temporal/runs/types';
import type { Context } from '../../command/context';
import { count } from '../../command/options';
import type { Reply } from '../../command/reply';
import { table } from '../../output/table';
import type { Theme } from '../../output/theme';
import { ago } from '../../output/time';
import type { Define } from '../types';

export const defineRuns: Define = (program, act) =>
  program
    .command('runs')
    .description('list runs, newest first')
    .argument('[app]', 'only runs of this app')
    .option('--host <host>', 'only runs of this host')
    .option('--limit <n>', 'number of runs', count, 20)
    .option('--running', 'only runs in progress')
    .action(act(listRuns));

async function listRuns(
  context: Context,
  app: string | undefined,
  { host, limit, running = false }: { host?: string; limit: number; running?: boolean },
): Promise<Reply> {
  if (app !== undefined) appOf(await context.fleet(), app);
  if (host !== undefined) hostOf(await context.fleet(), host);
  const runs = await context.runs();
  const found = await runs.list({ app, host, running, limit });
  return { json: { runs: found }, lines: runsTable(found, context.screen.theme, context.now()) };
}

function runsTable(found: RunSummary[], theme: Theme, now: Date): string[] {
  if (found.length === 0) return ['No runs.'];
  return table(
    ['RUN', 'APP', 'HOST', 'STATE', 'STARTED'],
    found.map((run, i) => row(run, nameOf(run, found.slice(0, i)), theme, now)),
    theme,
  );
}

/** Runs of one name: the newest has it, the older ones are found by their run ids. */
const nameOf = ({ workflowId, runId }: RunSummary, newer: RunSummary[]): string =>
  newer.some((one) => one.workflowId === workflowId) ? runId : workflowId;

function row(run: RunSummary, name: string, theme: Theme, now: Date): string[] {
  return [name, run.app ?? '', run.host ?? '', state(run, theme), ago(run.startedAt, now)];
}

function state(run: RunSummary, { paint }: Theme): string {
  if (run.waiting) return paint.magenta(`waits: ${run.waiting}`);
  if (run.status === 'running') return paint.cyan('running');
  const text = run.outcome ?? run.status;
  if (text === 'succeeded' || text === 'completed') return paint.green(text);
  return text === 'unchanged' ? text : paint.red(text);
}
