import { Option } from 'commander';
import { appOf } from '../../../fleet/file';
import type { ReleasePlan } from '../../../protocol/plan';
import type { RollbackRequest } from '../../../protocol/requests';
import type { Context } from '../../command/context';
import { checkHash, checkRelease } from '../../command/options';
import type { Reply } from '../../command/reply';
import { runPlanned, type PlannedOptions, ofApp } from '../../runs/planned';
import type { Define } from '../types';

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
  roost rollback phone --plan          to the healthy release before this one
  roost rollback phone --to 7          to a release of \`roost releases phone\`
  roost rollback phone --restore-data  over a breaking migration, with its dump

Uses the kept images, that release's Compose file and today's secrets; runs no
script. Over migrations of class none and safe the data stay unchanged. The app
is on hold afterwards: a push does not deploy the commit that was left, until
\`roost resume\` or a deploy of another commit. A failed rollback is undone: the
present release continues to serve.`;

export const defineRollback: Define = (program, act) =>
  program
    .command('rollback')
    .description('bring an older release of an app back into service')
    .argument('<app>', 'name of the app in the fleet file')
    .option(
      '--to <release>',
      'number or commit of a kept release (default: the last healthy one before this one)',
    )
    .option('--plan', 'show the plan and change nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
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
      new Option('--secrets <time>', 'now: of the serving release; then: of the older release')
        .choices(['now', 'then'])
        .default('now'),
    )
    .option(
      '--restore-data',
      'over a breaking migration: restore the dump from before it; later writes are lost',
    )
    .option('--reason <text>', 'reason; stored with the run, the release and the hold')
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
  strategy === 'auto' ? '' : `--strategy ${strategy}`,
  secrets === 'now' ? '' : `--secrets ${secrets}`,
  restoreData ? '--restore-data' : '',
];
