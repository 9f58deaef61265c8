import type { BackupRequest } from '../../activities/types';
import { appOf } from '../../fleet/config';
import type { BackupPlan } from '../../fleet/plan/types';
import { backupId } from '../../temporal/backup-id';
import type { Context } from '../context';
import { repositoryOf } from '../direct/repository';
import { checkHash } from '../options';
import type { Define } from '../program';
import type { Reply } from '../reply';
import { runPlanned, type PlannedOptions } from '../runs/planned';

interface BackupOptions extends PlannedOptions {
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost backup phone --plan     what would be copied, and the plan's hash
  roost backup phone            now, as the night does it

The app serves on meanwhile; a deploy of it waits until its data are copied.`;

export const defineBackup: Define = (program, act) => {
  const backup = program
    .command('backup')
    .description('copy the data of an app into the backup repository')
    .argument('<app>', 'name of the app')
    .option('--plan', 'show what would be copied, and change nothing')
    .option('--expect <hash>', 'go on only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'why; kept with the run')
    .addHelpText('after', help)
    .action(act(backUp));
  backup.command('init').description('make the repository of the fleet file, where there is none; one that is there is left as it is').action(act(init));
};

async function backUp(context: Context, name: string, options: BackupOptions): Promise<Reply> {
  const app = appOf(await context.fleet(), name);
  const { expect, reason } = options;
  if (expect !== undefined) checkHash(expect);
  const request: BackupRequest = { app: name, expect, by: context.by, reason };
  const again = ({ hash }: BackupPlan): string => `roost backup ${name} --expect ${hash}`;
  return runPlanned(context, app, { workflow: 'backup', look: 'planBackup', request, id: backupId(name), what: 'its data', again }, options);
}

async function init(context: Context): Promise<Reply> {
  const restic = await repositoryOf(context);
  const id = await restic.init();
  const { paint } = context.screen.theme;
  const lines = [
    `${paint.green('made')} the repository ${restic.where} (${id.slice(0, 8)})`,
    'Keep its password where no host of the fleet is: without it no backup can be read.',
  ];
  return { json: { repository: restic.where, id }, lines };
}
