/** What every verb does whose run follows a plan: show the plan, or start the run and watch it. */
import type { AppConfig } from '../../fleet/config';
import type { Plan, PlanFacts } from '../../fleet/plan/types';
import { runName, type Context } from '../context';
import { planLines } from '../output/plan';
import type { Reply } from '../reply';
import { follow } from './follow';
import { slow } from './show';
import type { StartRequest } from './types';

export interface PlannedOptions {
  plan?: boolean;
  detach?: boolean;
}

interface Planned {
  workflow: string;
  /** The workflow that only plans. */
  look: string;
  request: { app: string; by?: string; reason?: string };
  /** What it is about, for lists of runs: a ref, a release. */
  what: string;
  /** The command that runs exactly this plan. */
  again(plan: Plan): string;
}

export async function runPlanned(context: Context, app: AppConfig, verb: Planned, options: PlannedOptions): Promise<Reply> {
  const { workflow, look, request } = verb;
  const runs = await context.runs();
  await runs.requireWorker();
  const start = { args: [request], app: app.name, host: app.host, ...described(verb) };
  if (options.plan) return planReply(context, verb, await runs.call({ ...start, workflow: look, id: runName('plan', app.name) }, slow(context)));

  const run = await runs.start({ ...start, workflow, id: runName(workflow, app.name) });
  context.screen.note(`Run ${run.workflowId}`, ...(run.url ? [`  ${run.url}`] : []));
  if (!options.detach) return follow(context, runs, run);
  return { json: { run }, lines: [`  watch: roost show ${run.workflowId} --follow`, `  end:   roost cancel ${run.workflowId}`] };
}

function planReply({ screen }: Context, { again }: Planned, { plan, facts }: { plan: Plan; facts: PlanFacts }): Reply {
  const next = ['', 'Nothing was changed. To run exactly this plan:', `  ${again(plan)}`];
  return { json: { plan, facts }, lines: [...planLines(plan, facts, screen.theme), ...next] };
}

/** What the Temporal UI shows of the run. */
function described({ workflow, request: { app, by, reason }, what }: Planned): Pick<StartRequest, 'summary' | 'details'> {
  const summary = `${workflow} ${app}: ${what}${reason ? `, ${reason}` : ''}`;
  return { summary: summary.slice(0, 200), details: `Started by ${by} with \`roost ${workflow} ${app}\`.${reason ? `\n\nReason: ${reason}` : ''}` };
}
