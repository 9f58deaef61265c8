import { Option } from 'commander';
import type { DeployRequest } from '../../activities/types';
import { appOf } from '../../fleet/config';
import type { Plan, PlanFacts } from '../../fleet/plan/types';
import { runName, type Context } from '../context';
import { checkHash, checkRef } from '../options';
import { planLines } from '../output/plan';
import type { Define } from '../program';
import type { Reply } from '../reply';
import { follow } from '../runs/follow';
import { slow } from '../runs/show';
import type { StartRequest } from '../runs/types';

interface DeployOptions {
  ref?: string;
  plan?: boolean;
  expect?: string;
  detach?: boolean;
  strategy: NonNullable<DeployRequest['strategy']>;
  diverged?: boolean;
  reason?: string;
}

const examples = `
Examples:
  roost deploy phone --plan            what would happen, and the plan's hash
  roost deploy phone --expect HASH     exactly that plan, or nothing
  roost deploy phone --ref v1.4.0      a branch, tag or commit

A deploy that fails is undone: the former release serves on. Ctrl-C leaves the
run going and says how to come back.`;

export const defineDeploy: Define = (program, act) =>
  program
    .command('deploy')
    .description('bring a commit of an app into service')
    .argument('<app>', 'name of the app in the fleet file')
    .option('--ref <ref>', "branch, tag or commit (default: the app's branch)")
    .option('--plan', 'show what would be done, and change nothing')
    .option('--expect <hash>', 'go on only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .addOption(
      new Option('--strategy <way>', 'rolling: beside the old container; recreate: behind the maintenance page')
        .choices(['auto', 'recreate', 'rolling'])
        .default('auto'),
    )
    .option('--diverged', 'allow a commit that is not ahead of the serving one')
    .option('--reason <text>', 'why; kept with the run and the release')
    .addHelpText('after', examples)
    .action(act(deploy));

async function deploy(context: Context, name: string, options: DeployOptions): Promise<Reply> {
  const fleet = await context.fleet();
  const app = appOf(fleet, name);
  const { ref, expect, strategy, diverged, reason } = options;
  if (ref !== undefined) checkRef(ref);
  if (expect !== undefined) checkHash(expect);
  const request: DeployRequest = { app: name, ref, strategy, expect, diverged, by: context.by, reason };
  const runs = await context.runs();
  await runs.requireWorker();
  const start = { args: [request], app: name, host: app.host, ...described(request, app.branch) };
  if (options.plan) return plan(context, await runs.call({ ...start, workflow: 'planDeploy', id: runName('plan', name) }, slow(context)));

  const run = await runs.start({ ...start, workflow: 'deploy', id: runName('deploy', name) });
  context.screen.note(`Run ${run.workflowId}`, ...(run.url ? [`  ${run.url}`] : []));
  if (!options.detach) return follow(context, runs, run);
  return { json: { run }, lines: [`  watch: roost show ${run.workflowId} --follow`, `  end:   roost cancel ${run.workflowId}`] };
}

function plan({ screen }: Context, { plan, facts }: { plan: Plan; facts: PlanFacts }): Reply {
  const next = ['', 'Nothing was changed. To run exactly this plan:', `  roost deploy ${plan.where.app} --ref ${plan.to.commit} --expect ${plan.hash}`];
  return { json: { plan, facts }, lines: [...planLines(plan, facts, screen.theme), ...next] };
}

/** What the Temporal UI shows of the run. */
function described({ app, ref, by, reason }: DeployRequest, branch: string): Pick<StartRequest, 'summary' | 'details'> {
  const summary = `deploy ${app}: ${ref ?? branch}${reason ? `, ${reason}` : ''}`;
  return { summary: summary.slice(0, 200), details: `Started by ${by} with \`roost deploy ${app}\`.${reason ? `\n\nReason: ${reason}` : ''}` };
}
