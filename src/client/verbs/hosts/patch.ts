import type { Command } from 'commander';
import { RoostError } from '../../../errors';
import { hostOf, type Fleet } from '../../../fleet/file';
import type { PatchPlan } from '../../../protocol/plan';
import type { PatchHostsRequest, PatchRequest } from '../../../protocol/requests';
import type { RebootWhen } from '../../../protocol/steps/patch';
import { runName, type Context } from '../../command/context';
import { checkHash } from '../../command/options';
import type { Reply } from '../../command/reply';
import { planLines } from '../../output/runs/plan';
import { follow } from '../../runs/follow';
import {
  madePlan,
  runPlanned,
  startedLines,
  type PlannedOptions,
  type PlannedVerb,
} from '../../runs/planned';
import type { Define } from '../types';

interface Options extends PlannedOptions {
  reboot?: boolean;
  rebootAlways?: boolean;
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost host patch web1 --plan          packages, and is a restart needed?
  roost host patch web1                 upgrade; it is not restarted
  roost host patch --reboot web1 web2   one by one, restarted if needed

Waits for deploys, backups and drills under way on the host, and holds others
off. Afterwards everything that ran before has to run and be healthy; the first
host where it does not is the last. Configuration files stay, no package is
removed. The control host comes last. More: docs/provision.md`;

export const definePatch = (host: Command, act: Parameters<Define>[1]): void => {
  host
    .command('patch')
    .description('upgrade the packages of hosts, one host after the other')
    .argument('<hosts...>', 'names of hosts in the fleet file')
    .option('--reboot', 'restart each host that needs it')
    .option('--reboot-always', 'restart each host')
    .option('--plan', 'show packages and steps and change nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan); of one host')
    .option('--reason <text>', 'why, for records and messages')
    .option('--detach', 'start the run and return at once')
    .addHelpText('after', help)
    .action(act(patch));
};

async function patch(context: Context, given: string[], options: Options): Promise<Reply> {
  const { expect, reason } = options;
  const hosts = inOrder(await context.fleet(), given);
  if (expect !== undefined) checkHash(expect);
  if (expect !== undefined && hosts.length > 1)
    throw new RoostError('BadRequest', '--expect is about the plan of one host', { option: '--expect' });
  const reboot = options.rebootAlways ? 'always' : options.reboot ? 'needed' : undefined;
  const of = (host: string) => verbOf({ host, reboot, expect, by: context.by, reason });
  const [first, ...more] = hosts;
  if (more.length === 0) return runPlanned(context, of(first!), options);
  if (options.plan) return planAll(context, hosts.map(of));
  return runAll(context, { hosts, reboot, by: context.by, reason }, options);
}

/** Each once, the control host last: its restart stops roost for a while. */
function inOrder(fleet: Fleet, given: string[]): string[] {
  const hosts = [...new Set(given)].map((name) => hostOf(fleet, name));
  const last = ({ role }: (typeof hosts)[number]): number => (role === 'control' ? 1 : 0);
  return hosts.sort((a, b) => last(a) - last(b)).map(({ name }) => name);
}

const flagOf = (reboot?: RebootWhen): string =>
  reboot === undefined ? '' : reboot === 'always' ? ' --reboot-always' : ' --reboot';

function verbOf(request: PatchRequest): PlannedVerb<PatchPlan> {
  const { host, reboot } = request;
  const command = `roost host patch${flagOf(reboot)} ${host}`;
  return {
    kind: 'patch',
    scope: { kind: 'host', host },
    planner: 'planPatch',
    command,
    request,
    what: 'upgrade of its packages',
    again: ({ hash }) => `${command} --expect ${hash}`,
  };
}

async function planAll(context: Context, verbs: PlannedVerb<PatchPlan>[]): Promise<Reply> {
  const made = await Promise.all(verbs.map((verb) => madePlan(context, verb)));
  const { theme } = context.screen;
  return {
    json: { plans: made.map(({ plan }) => plan) },
    lines: [
      ...made.flatMap(({ plan, facts }) => [...planLines(plan, facts, theme), '']),
      'Nothing was changed.',
    ],
  };
}

async function runAll(
  context: Context,
  request: PatchHostsRequest,
  { detach }: PlannedOptions,
): Promise<Reply> {
  const runs = await context.runs();
  await runs.requireWorker();
  const run = await runs.start({
    workflow: 'patchHosts',
    id: runName('patch', 'hosts'),
    args: [request],
    summary: `upgrade of ${request.hosts.join(', ')}`.slice(0, 200),
  });
  context.screen.note(...startedLines(run));
  if (!detach) return follow(context, runs, run);
  return {
    json: { run },
    lines: [`  watch: roost show ${run.workflowId} --follow`, `  end:   roost cancel ${run.workflowId}`],
  };
}
