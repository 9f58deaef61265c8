import type { CloudflarePlan } from '../../../protocol/plan';
import type { RotateRequest } from '../../../protocol/requests';
import type { Context } from '../../command/context';
import { checkHash } from '../../command/options';
import type { Reply } from '../../command/reply';
import { runPlanned, type PlannedOptions } from '../../runs/planned';
import type { Define } from '../types';

interface Options extends PlannedOptions {
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost rotate cloudflare --plan   the plan and its hash
  roost rotate cloudflare          another token, tried before the first goes

The new value is put into secrets.file.`;

export const defineRotate: Define = (program, act) => {
  const rotate = program
    .command('rotate')
    .description('put another token in place of the present one')
    .addHelpText('after', help);
  rotate
    .command('cloudflare')
    .description('the API token for Cloudflare')
    .option('--plan', 'show the plan and run nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--reason <text>', 'why, for records and messages')
    .option('--detach', 'start the run and return at once')
    .action(act(cloudflare));
};

async function cloudflare(context: Context, options: Options): Promise<Reply> {
  const { expect, reason } = options;
  if (expect !== undefined) checkHash(expect);
  const request: RotateRequest = { expect, by: context.by, reason };
  const command = 'roost rotate cloudflare';
  return runPlanned(
    context,
    {
      kind: 'cloudflareRotate',
      scope: { kind: 'fleet' },
      planner: 'planCloudflareRotate',
      command,
      request,
      what: 'another token',
      again: ({ hash }: CloudflarePlan) => `${command} --expect ${hash}`,
    },
    options,
  );
}
