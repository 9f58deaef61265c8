import { Option } from 'commander';
import { appOf } from '../../../fleet/file';
import type { ReleasePlan } from '../../../protocol/plan';
import type { DeployRequest } from '../../../protocol/requests';
import type { Context } from '../../command/context';
import { checkHash, checkRef } from '../../command/options';
import type { Reply } from '../../command/reply';
import { runPlanned, type PlannedOptions, ofApp } from '../../runs/planned';
import type { Define } from '../types';

interface DeployOptions extends PlannedOptions {
  ref?: string;
  expect?: string;
  strategy: NonNullable<DeployRequest['strategy']>;
  diverged?: boolean;
  again?: boolean;
  /** Commander's word for `--no-way-back`: false where it is given. */
  wayBack: boolean;
  pull?: boolean;
  reason?: string;
}

const examples = `
Examples:
  roost deploy phone --plan            show the plan and its hash
  roost deploy phone --expect HASH     run exactly that plan, or nothing
  roost deploy phone --ref v1.4.0      a branch, tag or commit

A failed deploy is undone: the former release continues to serve. Ctrl-C leaves
the run and prints the command that shows it again.`;

export const defineDeploy: Define = (program, act) =>
  program
    .command('deploy')
    .description('bring a commit of an app into service')
    .argument('<app>', 'name of the app in the fleet file')
    .option('--ref <ref>', "branch, tag or commit (default: the app's branch)")
    .option('--plan', 'show the plan and change nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .addOption(
      new Option(
        '--strategy <way>',
        'rolling: beside the old container; recreate: behind the maintenance page',
      )
        .choices(['auto', 'recreate', 'rolling'])
        .default('auto'),
    )
    .option('--again', 'also the commit that serves, as after a change of the fleet file')
    .option('--diverged', 'allow a commit that is not ahead of the serving commit')
    .option('--no-way-back', 'accept a breaking migration of data that could not be put back')
    .option('--pull', 'take newer images of tags, also of the commit that serves')
    .option('--reason <text>', 'reason; stored with the run and the release')
    .addHelpText('after', examples)
    .action(act(deploy));

async function deploy(context: Context, name: string, options: DeployOptions): Promise<Reply> {
  const fleet = await context.fleet();
  const app = appOf(fleet, name);
  const { ref, expect, strategy, diverged, again: anew, wayBack, pull, reason } = options;
  if (ref !== undefined) checkRef(ref);
  if (expect !== undefined) checkHash(expect);
  const noWayBack = !wayBack || undefined;
  const request: DeployRequest = {
    app: name,
    ref,
    strategy,
    expect,
    diverged,
    again: anew,
    noWayBack,
    pull,
    by: context.by,
    reason,
  };
  const again = (plan: ReleasePlan): string =>
    `roost deploy ${name} --ref ${plan.to.commit} --expect ${plan.hash}${anew ? ' --again' : ''}${noWayBack ? ' --no-way-back' : ''}${pull ? ' --pull' : ''}`;
  return runPlanned(
    context,
    {
      kind: 'deploy',
      ...ofApp(app, `roost deploy ${name}`),
      planner: 'planDeploy',
      request,
      what: ref ?? app.branch,
      again,
    },
    options,
  );
}
