/** For verbs with a planned run: show the plan, or start the run and watch it. */
import type { AppConfig } from '../../fleet/file';
import type { Plan, PlanFacts } from '../../protocol/plan';
import type { PlanKind } from '../../protocol/plan-kinds';
import { type ScopeName, appAndHost } from '../../protocol/scope';
import type { RunRef, StartRequest } from '../../temporal/runs/types';
import { runName, type Context } from '../command/context';
import type { Reply } from '../command/reply';
import { planLines } from '../output/runs/plan';
import { follow } from './follow';
import { slow } from './show';

export interface PlannedOptions {
  plan?: boolean;
  detach?: boolean;
}

/** A verb whose run follows a plan. */
export interface PlannedVerb<P extends Plan> {
  kind: PlanKind;
  scope: ScopeName;
  /** The host of the app, if the scope is an app. */
  host?: string;
  /** The workflow that only plans. */
  planner: string;
  /** As an operator enters it: `roost deploy phone`. */
  command: string;
  request: { by?: string; reason?: string };
  /** Id of the run, where two runs at once would conflict. Absent: a new id each time. */
  id?: string;
  /** Its object, for lists of runs: a ref, a release. */
  what: string;
  /** The command that runs exactly this plan. */
  again(plan: P): string;
}

/** The fields that are the same for every verb of one app. */
export const ofApp = (
  { name, host }: AppConfig,
  command: string,
): Pick<PlannedVerb<Plan>, 'scope' | 'host' | 'command'> => ({
  scope: { kind: 'app', app: name },
  host,
  command,
});

export async function runPlanned<P extends Plan>(
  context: Context,
  verb: PlannedVerb<P>,
  options: PlannedOptions,
): Promise<Reply> {
  if (options.plan) return planReply(context, verb, await madePlan(context, verb));
  const { name, start } = startOf(verb);
  const runs = await context.runs();
  await runs.requireWorker();
  const run = await runs.start({ ...start, workflow: verb.kind, id: verb.id ?? runName(verb.kind, name) });
  context.screen.note(...startedLines(run));
  if (!options.detach) return follow(context, runs, run);
  return {
    json: { run },
    lines: [`  watch: roost show ${run.workflowId} --follow`, `  end:   roost cancel ${run.workflowId}`],
  };
}

/** Plans, and changes nothing. */
export async function madePlan<P extends Plan>(
  context: Context,
  verb: PlannedVerb<P>,
): Promise<{ plan: P; facts: PlanFacts }> {
  const { name, start } = startOf(verb);
  const runs = await context.runs();
  await runs.requireWorker();
  return runs.call({ ...start, workflow: verb.planner, id: runName('plan', name) }, slow(context));
}

function startOf(verb: PlannedVerb<never>): { name: string; start: Omit<StartRequest, 'workflow' | 'id'> } {
  const { app, host } = appAndHost(verb.scope);
  const name = app ?? host ?? 'fleet';
  return {
    name,
    start: {
      args: [verb.request],
      app: app ?? undefined,
      host: host ?? verb.host,
      ...described(verb, name),
    },
  };
}

/** The id of a started run, and its page if it is known. */
export const startedLines = ({ workflowId, url }: RunRef): string[] =>
  [`Run ${workflowId}`, url && `  ${url}`].filter((line) => line !== null);

function planReply<P extends Plan>(
  { screen }: Context,
  { again }: PlannedVerb<P>,
  { plan, facts }: { plan: P; facts: PlanFacts },
): Reply {
  const isEmpty = 'steps' in plan && plan.steps.length === 0;
  const next = isEmpty
    ? ['', 'There is nothing to do.']
    : ['', 'Nothing was changed. To run exactly this plan:', `  ${again(plan)}`];
  return { json: { plan, facts }, lines: [...planLines(plan, facts, screen.theme), ...next] };
}

/** What the Temporal UI shows of the run. */
function described(
  { kind, command, request: { by, reason }, what }: PlannedVerb<never>,
  name: string,
): Pick<StartRequest, 'summary' | 'details'> {
  const summary = `${kind} ${name}: ${what}${reason ? `, ${reason}` : ''}`;
  return {
    summary: summary.slice(0, 200),
    details: `Started by ${by} with \`${command}\`.${reason ? `\n\nReason: ${reason}` : ''}`,
  };
}
