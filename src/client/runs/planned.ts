/** What every verb does whose run follows a plan: show the plan, or start the run and watch it. */
import type { AppConfig } from '../../fleet/file';
import type { Plan, PlanFacts } from '../../protocol/plan';
import type { StartRequest } from '../../temporal/runs/types';
import { runName, type Context } from '../command/context';
import type { Reply } from '../command/reply';
import { planLines } from '../output/plan';
import { follow } from './follow';
import { slow } from './show';

export interface PlannedOptions {
  plan?: boolean;
  detach?: boolean;
}

interface Planned<P extends Plan> {
  workflow: string;
  /** The workflow that only plans. */
  look: string;
  request: { app: string; by?: string; reason?: string };
  /** Of the run: where two of them side by side would be in each other's way. Absent: a new one each time. */
  id?: string;
  /** What it is about, for lists of runs: a ref, a release. */
  what: string;
  /** The command that runs exactly this plan. */
  again(plan: P): string;
}

export async function runPlanned<P extends Plan>(
  context: Context,
  app: AppConfig,
  verb: Planned<P>,
  options: PlannedOptions,
): Promise<Reply> {
  const { workflow, look, request } = verb;
  const runs = await context.runs();
  await runs.requireWorker();
  const start = { args: [request], app: app.name, host: app.host, ...described(verb) };
  if (options.plan)
    return planReply(
      context,
      verb,
      await runs.call({ ...start, workflow: look, id: runName('plan', app.name) }, slow(context)),
    );

  const run = await runs.start({ ...start, workflow, id: verb.id ?? runName(workflow, app.name) });
  context.screen.note(`Run ${run.workflowId}`, ...(run.url ? [`  ${run.url}`] : []));
  if (!options.detach) return follow(context, runs, run);
  return {
    json: { run },
    lines: [`  watch: roost show ${run.workflowId} --follow`, `  end:   roost cancel ${run.workflowId}`],
  };
}

function planReply<P extends Plan>(
  { screen }: Context,
  { again }: Planned<P>,
  { plan, facts }: { plan: P; facts: PlanFacts },
): Reply {
  const next = ['', 'Nothing was changed. To run exactly this plan:', `  ${again(plan)}`];
  return { json: { plan, facts }, lines: [...planLines(plan, facts, screen.theme), ...next] };
}

/** What the Temporal UI shows of the run. */
function described({
  workflow,
  request: { app, by, reason },
  what,
}: Pick<Planned<never>, 'workflow' | 'request' | 'what'>): Pick<StartRequest, 'summary' | 'details'> {
  const summary = `${workflow} ${app}: ${what}${reason ? `, ${reason}` : ''}`;
  return {
    summary: summary.slice(0, 200),
    details: `Started by ${by} with \`roost ${workflow} ${app}\`.${reason ? `\n\nReason: ${reason}` : ''}`,
  };
}
