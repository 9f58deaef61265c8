import { Option } from 'commander';
import { appOf } from '../../fleet/file';
import type { ReleasePlan } from '../../protocol/plan';
import type { DeployRequest } from '../../protocol/requests';
import type { Context } from '../command/context';
import { checkHash, checkRef } from '../command/options';
import type { Reply } from '../command/reply';
import { runPlanned, type PlannedOptions, ofApp } from '../runs/planned';
import type { Define } from './types';

interface DeployOptions extends PlannedOptions {
  ref?: string;
  expect?: string;
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
      new Option(
        '--strategy <way>',
        'rolling: beside the old container; recreate: behind the maintenance page',
      )
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
  const again = (plan: ReleasePlan): string =>
    `roost deploy ${name} --ref ${plan.to.commit} --expect ${plan.hash}`;
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
