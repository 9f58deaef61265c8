import { Option } from 'commander';
import { appOf } from '../../fleet/file';
import type { ReleasePlan } from '../../protocol/plan';
import type { RollbackRequest } from '../../protocol/requests';
import type { Context } from '../command/context';
import { checkHash, checkRelease } from '../command/options';
import type { Reply } from '../command/reply';
import { runPlanned, type PlannedOptions, ofApp } from '../runs/planned';
import type { Define } from './types';

interface RollbackOptions extends PlannedOptions {
  to?: string;
  expect?: string;
  strategy: NonNullable<RollbackRequest['strategy']>;
  secrets: NonNullable<RollbackRequest['secrets']>;
  restoreData?: boolean;
  reason?: string;
}

const help = `
Examples:
  roost rollback phone --plan            to the last healthy release before this one
  roost rollback phone --to 7            to a release of \`roost releases phone\`
  roost rollback phone --restore-data    over a breaking migration: the data return too

Takes the images that are kept, with that release's Compose file and today's
secrets; no script is run. Over none and safe migrations the data stay as they
are. Afterwards the app is on hold: what was left is not deployed by a push any
more, until \`roost resume\` or a deploy of another commit. A rollback that fails
leaves serving what served.`;

export const defineRollback: Define = (program, act) =>
  program
    .command('rollback')
    .description('bring an older release of an app back into service')
    .argument('<app>', 'name of the app in the fleet file')
    .option(
      '--to <release>',
      'number or commit of a kept release (default: the last healthy one before this one)',
    )
    .option('--plan', 'show what would be done, and change nothing')
    .option('--expect <hash>', 'go on only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .addOption(
      new Option(
        '--strategy <way>',
        'rolling: beside the present container; recreate: behind the maintenance page',
      )
        .choices(['auto', 'recreate', 'rolling'])
        .default('auto'),
    )
    .addOption(
      new Option('--secrets <whose>', 'now: those of the serving release; then: those of the older one')
        .choices(['now', 'then'])
        .default('now'),
    )
    .option(
      '--restore-data',
      'over a breaking migration: put the dump from before it back; what was written since is lost',
    )
    .option('--reason <text>', 'why; kept with the run, the release and the hold')
    .addHelpText('after', help)
    .action(act(rollback));

async function rollback(context: Context, name: string, options: RollbackOptions): Promise<Reply> {
  const app = appOf(await context.fleet(), name);
  const { to, expect, strategy, secrets, restoreData, reason } = options;
  if (to !== undefined) checkRelease(to);
  if (expect !== undefined) checkHash(expect);
  const request: RollbackRequest = {
    app: name,
    to,
    strategy,
    secrets,
    restoreData,
    expect,
    by: context.by,
    reason,
  };
  const again = (plan: ReleasePlan): string =>
    ['roost rollback', name, `--to ${plan.rollback?.to}`, ...given(options), `--expect ${plan.hash}`]
      .filter(Boolean)
      .join(' ');
  return runPlanned(
    context,
    {
      kind: 'rollback',
      ...ofApp(app, `roost rollback ${name}`),
      planner: 'planRollback',
      request,
      what: to ?? 'the release before',
      again,
    },
    options,
  );
}

/** Options without which the plan would be another one. */
const given = ({ strategy, secrets, restoreData }: RollbackOptions): string[] => [
  ...(strategy === 'auto' ? [] : [`--strategy ${strategy}`]),
  ...(secrets === 'now' ? [] : [`--secrets ${secrets}`]),
  ...(restoreData ? ['--restore-data'] : []),
];
