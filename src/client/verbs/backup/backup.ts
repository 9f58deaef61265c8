import { backupView } from '../../../backup';
import { RoostError } from '../../../errors';
import { appOf, backupOf, type AppConfig } from '../../../fleet/file';
import { repositoryOf } from '../../../inspect/repository';
import { stateFiles } from '../../../lib/files/state';
import { lockLimitOf, nightTimeoutOf } from '../../../plan/backup/night-limits';
import { backupId } from '../../../protocol/names';
import type { BackupPlan } from '../../../protocol/plan';
import type { BackupRequest, NightRequest } from '../../../protocol/requests';
import { runName, type Context } from '../../command/context';
import { checkHash } from '../../command/options';
import type { Reply } from '../../command/reply';
import { backupStatusLines } from '../../output/backup/status';
import { follow } from '../../runs/follow';
import { runPlanned, startedLines, type PlannedOptions, ofApp } from '../../runs/planned';
import type { Define } from '../types';

interface BackupOptions extends PlannedOptions {
  keep?: boolean;
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost backup phone --plan     show the plan and its hash
  roost backup phone            back up now, as the nightly backup does
  roost backup phone --keep     back up now, and keep that snapshot for good
  roost backup phone ikhaya     back up both apps side by side
  roost backup                  run the whole nightly backup now
  roost backup status           show the last backup of each app

The app serves during its backup. Its deploys wait until the data are copied.`;

export const defineBackup: Define = (program, act) => {
  const backup = program
    .command('backup')
    .description('copy the data of apps into the backup repository')
    .argument('[apps...]', 'names of apps (default: all apps, as the nightly backup)')
    .option('--plan', 'show the plan and change nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan); for one app')
    .option('--keep', 'keep the snapshot for good: no retention forgets it; for one app')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'reason; stored with the run')
    .addHelpText('after', help)
    .action(act(backUp));
  backup
    .command('status')
    .description('show the last backup of each app, from status.json')
    .action(act(status));
  backup
    .command('init')
    .description('create the repository of the fleet file if it does not exist')
    .action(act(init));
};

async function backUp(context: Context, names: string[], options: BackupOptions): Promise<Reply> {
  const fleet = await context.fleet();
  const apps = names.map((name) => appOf(fleet, name));
  const { expect } = options;
  if (expect !== undefined) checkHash(expect);
  const [app, ...more] = apps;
  if (app && more.length === 0) return one(context, app, options);
  if (expect !== undefined)
    throw new RoostError('BadRequest', '--expect is the hash of one plan: name one app');
  if (options.keep) throw new RoostError('BadRequest', '--keep is for the snapshot of one app: name one app');
  if (options.plan) return plans(context, apps.length > 0 ? apps : Object.values(fleet.apps), options);
  return many(context, names, nightTimeoutOf(backupOf(fleet)), options);
}

async function one(context: Context, app: AppConfig, options: BackupOptions): Promise<Reply> {
  const { name } = app;
  const { backup } = await context.fleet();
  const lockLimit = backup && lockLimitOf(backup);
  const request: BackupRequest = {
    app: name,
    expect: options.expect,
    by: context.by,
    reason: options.reason,
    keep: options.keep,
    lockLimit,
  };
  const again = ({ hash }: BackupPlan): string =>
    `roost backup ${name}${options.keep ? ' --keep' : ''} --expect ${hash}`;
  return runPlanned(
    context,
    {
      kind: 'backup',
      ...ofApp(app, `roost backup ${name}`),
      planner: 'planBackup',
      request,
      id: backupId(name),
      what: 'its data',
      again,
    },
    options,
  );
}

async function plans(context: Context, apps: AppConfig[], options: BackupOptions): Promise<Reply> {
  const replies: Reply[] = [];
  for (const app of apps) replies.push(await one(context, app, options));
  return {
    json: { plans: replies.map(({ json }) => json) },
    lines: replies.flatMap(({ lines }) => [...lines, '']),
  };
}

async function many(
  context: Context,
  names: string[],
  timeout: number,
  { reason, detach }: BackupOptions,
): Promise<Reply> {
  const runs = await context.runs();
  await runs.requireWorker();
  const request: NightRequest = {
    apps: names.length > 0 ? names : undefined,
    by: context.by,
    reason,
  };
  const id = runName('nightly', 'backup');
  const summary = `backup of ${names.join(', ') || 'every app'}`.slice(0, 200);
  const run = await runs.start({ workflow: 'nightlyBackup', id, args: [request], summary, timeout });
  context.screen.note(...startedLines(run));
  if (!detach) return follow(context, runs, run);
  return {
    json: { run },
    lines: [`  watch: roost show ${run.workflowId} --follow`, `  end:   roost cancel ${run.workflowId}`],
  };
}

async function status(context: Context): Promise<Reply> {
  const fleet = await context.fleet();
  backupOf(fleet);
  const now = context.now();
  const view = (await backupView(fleet, stateFiles(context.env).alerts, now))!;
  if (view.problem !== null) throw new RoostError('BackupStatusUnusable', view.problem);
  return {
    json: { backup: view },
    lines: backupStatusLines(Object.keys(fleet.apps), view, { theme: context.screen.theme, now }),
  };
}

async function init(context: Context): Promise<Reply> {
  const restic = await repositoryOf(context, { log: (line) => context.screen.note(line) });
  const id = await restic.init();
  const { paint } = context.screen.theme;
  const lines = [
    `${paint.green('created')} the repository ${restic.where} (${id.slice(0, 8)})`,
    'Keep a copy of its password outside the fleet: without it no backup can be read.',
  ];
  return { json: { repository: restic.where, id }, lines };
}
