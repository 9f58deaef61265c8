import { RoostError } from '../../../errors';
import { appOf, hostOf } from '../../../fleet/file';
import { plural } from '../../../lib/units';
import type { CloudflarePlan } from '../../../protocol/plan';
import type { PlanKind } from '../../../protocol/plan-kinds';
import type { AdoptRequest, CloudflareRequest } from '../../../protocol/requests';
import type { AccessReview } from '../../../protocol/steps/cloudflare';
import { runName, type Context } from '../../command/context';
import { checkHash } from '../../command/options';
import type { Reply } from '../../command/reply';
import { runPlanned, type PlannedOptions } from '../../runs/planned';
import { slow } from '../../runs/show';
import type { Define } from '../types';

interface Options extends PlannedOptions {
  app?: string;
  host?: string;
  force?: boolean;
  tunnel?: string;
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost cloudflare plan                what differs from the fleet file
  roost cloudflare apply               make it so
  roost cloudflare apply --app phone   only what belongs to phone
  roost cloudflare adopt --plan        what others made and the file wants
  roost cloudflare review              policies wider than the fleet file
  roost cloudflare adopt               mark it as roost's, change nothing else

Nothing without roost's mark is ever changed or removed.`;

export const defineCloudflare: Define = (program, act) => {
  const cloudflare = program
    .command('cloudflare')
    .description('bring Cloudflare to what the fleet file wants')
    .addHelpText('after', help);
  const verb = (name: string, description: string) =>
    cloudflare
      .command(name)
      .description(description)
      .option('--app <app>', 'only what belongs to this app')
      .option('--host <host>', 'only what belongs to this host and its apps');
  verb('plan', 'show what differs from the fleet file; change nothing')
    .option('--force', "plan to remove more than 30 % of what is roost's")
    .action(act((context: Context, options: Options) => apply(context, { ...options, plan: true })));
  verb('apply', 'make it so')
    .option('--plan', 'show the plan and run nothing')
    .option('--force', "remove more than 30 % of what is roost's")
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--reason <text>', 'why, for records and messages')
    .option('--detach', 'start the run and return at once')
    .action(act(apply));
  cloudflare
    .command('review')
    .description('list policies of Access that are wider than the fleet file')
    .action(act(review));
  verb('adopt', "mark what others have made, and the fleet file wants, as roost's")
    .option('--tunnel <name>', 'the tunnel of the host, by its present name')
    .option('--plan', 'show the plan and run nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--reason <text>', 'why, for records and messages')
    .option('--detach', 'start the run and return at once')
    .action(act(adopt));
};

async function apply(context: Context, options: Options): Promise<Reply> {
  const { app, host, force, expect, reason } = await checked(context, options);
  const request: CloudflareRequest = { app, host, force, expect, by: context.by, reason };
  return run(context, options, 'cloudflareApply', 'apply', request, 'what differs from the fleet file');
}

async function adopt(context: Context, options: Options): Promise<Reply> {
  const { app, host, tunnel, expect, reason } = await checked(context, options);
  if (tunnel !== undefined && host === undefined) throw new RoostError('BadRequest', '--tunnel needs --host');
  const request: AdoptRequest = { app, host, tunnel, expect, by: context.by, reason };
  return run(context, options, 'cloudflareAdopt', 'adopt', request, "what becomes roost's");
}

async function review(context: Context): Promise<Reply> {
  const { name } = await context.fleet();
  const runs = await context.runs();
  await runs.requireWorker();
  const found = await runs.call<AccessReview>(
    { workflow: 'reviewAccess', id: runName('review', name), args: [], summary: 'review Access' },
    slow(context),
  );
  const { findings, applications } = found;
  const { paint } = context.screen.theme;
  const lines = findings.map(({ domain, finding }) => paint.yellow(`! ${domain}: ${finding}`));
  const end = `${plural(applications, 'Access application')}, ${plural(findings.length, 'finding')}`;
  return { json: { review: found }, lines: [...lines, end] };
}

async function checked(context: Context, options: Options): Promise<Options> {
  const fleet = await context.fleet();
  const { app, host, expect } = options;
  if (app !== undefined && host !== undefined)
    throw new RoostError('BadRequest', '--app and --host exclude each other');
  if (app !== undefined) appOf(fleet, app);
  if (host !== undefined) hostOf(fleet, host);
  if (expect !== undefined) checkHash(expect);
  return options;
}

function run(
  context: Context,
  options: Options,
  kind: PlanKind & `cloudflare${string}`,
  verb: string,
  request: CloudflareRequest & AdoptRequest,
  what: string,
): Promise<Reply> {
  const { app, host, force, tunnel } = options;
  const command = [
    `roost cloudflare ${verb}`,
    app && `--app ${app}`,
    host && `--host ${host}`,
    tunnel && `--tunnel ${tunnel}`,
    force && '--force',
  ]
    .filter(Boolean)
    .join(' ');
  return runPlanned(
    context,
    {
      kind,
      scope: { kind: 'fleet' },
      planner: kind === 'cloudflareApply' ? 'planCloudflareApply' : 'planCloudflareAdopt',
      command,
      request,
      what,
      again: ({ hash }: CloudflarePlan) => `${command} --expect ${hash}`,
    },
    options,
  );
}
