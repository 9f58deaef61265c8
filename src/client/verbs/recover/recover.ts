import { RoostError } from '../../../errors';
import { hostOf } from '../../../fleet/file';
import type { PlanFacts, ProvisionPlan, RecoverPlan } from '../../../protocol/plan';
import type { ProvisionRequest, RecoverRequest } from '../../../protocol/requests';
import type { RunResult } from '../../../protocol/run';
import type { Context } from '../../command/context';
import { editFleet, type FleetValue } from '../../command/fleet-edit';
import { checkHash, checkUser } from '../../command/options';
import type { Reply } from '../../command/reply';
import { planLines } from '../../output/runs/plan';
import { madePlan, runPlanned, type PlannedOptions } from '../../runs/planned';
import type { Define } from '../types';

interface Options extends PlannedOptions {
  on?: string;
  hostKey?: string;
  yes?: boolean;
  newest?: boolean;
  formerIsGone?: boolean;
  user?: string;
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost recover hornbill --on 203.0.113.7 --plan   show what would come back
  roost recover hornbill --on 203.0.113.7          the host has been replaced
  roost recover hornbill                           go on, or see what is missing

Each app of the host is deployed at the commit of its newest proven snapshot,
gets its data, and only then leaves its maintenance page. With --on the fleet
file gets the new address and host key first. Apps that serve already stay.
A bare host is provisioned first with --user root: docs/recover.md`;

export const defineRecover: Define = (program, act) =>
  program
    .command('recover')
    .description('bring the apps of a lost host back')
    .argument('<host>', 'name of the host in the fleet file')
    .option('--on <address>', 'address of the host that takes its place')
    .option('--host-key <key>', "its host key, as 'ssh-ed25519 AAAA…'")
    .option('--yes', 'pin the host key that --on shows without a question')
    .option('--user <user>', 'provision it first, logged in as this user, such as root')
    .option('--newest', 'take the newest snapshots, proven or not')
    .option('--former-is-gone', 'go on although the former host answers')
    .option('--plan', 'show the plan and change nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'reason; stored with the run')
    .addHelpText('after', help)
    .action(act(recover));

async function recover(context: Context, name: string, options: Options): Promise<Reply> {
  const fleet = await context.fleet();
  const host = hostOf(fleet, name);
  const { on: address, hostKey, newest, user, expect, reason, plan } = options;
  if (expect !== undefined) checkHash(expect);
  if (hostKey !== undefined && address === undefined)
    throw new RoostError('BadRequest', '--host-key needs --on', { option: '--host-key' });
  if (user !== undefined) checkUser(user);
  if (address !== undefined && !options.formerIsGone) {
    const { formerAnswers, refuseFormer } = await import('./former');
    const message = await formerAnswers(host, address);
    if (message) refuseFormer(message, plan ?? false, (line) => context.screen.note(line));
  }
  const on = address === undefined ? undefined : await placeOf(context, address, options);
  if (on && !plan) await pin(context, name, on);
  const request: RecoverRequest = {
    host: name,
    newest,
    user,
    on: plan ? on : undefined,
    expect,
    by: context.by,
    reason,
  };
  const command = `roost recover ${name}${newest ? ' --newest' : ''}${user === undefined ? '' : ` --user ${user}`}`;
  const where = address === undefined ? '' : ` --on ${address}`;
  const before = plan && user !== undefined ? await provisioning(context, { host: name, user, on }) : null;
  const reply = await runPlanned(
    context,
    {
      kind: 'recover',
      scope: { kind: 'host', host: name },
      planner: 'planRecover',
      command,
      request,
      what: 'its apps',
      again: ({ hash }: RecoverPlan) => `${command}${where} --expect ${hash}`,
    },
    options,
  );
  if (before)
    return {
      ...reply,
      json: { ...reply.json, provision: before.plan },
      lines: [...planLines(before.plan, before.facts, context.screen.theme), '', ...reply.lines],
    };
  const found = (reply.json.result as RunResult | undefined)?.found?.recovered;
  return found ? { ...reply, json: { ...reply.json, recovered: found } } : reply;
}

/** What the run does of it before it plans the apps. */
const provisioning = (
  context: Context,
  { host, user, on }: Pick<RecoverRequest, 'host' | 'user' | 'on'>,
): Promise<{ plan: ProvisionPlan; facts: PlanFacts }> => {
  const request: ProvisionRequest = {
    host,
    user,
    address: on?.addresses[0],
    hostKey: on?.hostKey,
    by: context.by,
  };
  return madePlan(context, {
    kind: 'provision',
    scope: { kind: 'host', host },
    planner: 'planProvision',
    command: `roost provision ${host}`,
    request,
    what: 'what differs from the fleet file',
    again: () => '',
  });
};

/** Errors: `HostUnreachable`, `BadRequest` where the key is not confirmed. */
async function placeOf(
  context: Context,
  address: string,
  { hostKey, yes }: Options,
): Promise<{ addresses: string[]; hostKey: string }> {
  if (hostKey !== undefined) return { addresses: [address], hostKey };
  const { firstKey } = await import('../../../host/ssh/first-key');
  const shown = await firstKey([address]);
  context.screen.note(`${address} shows the host key ${shown.fingerprint}`);
  if (!yes && !(await context.confirm('Is it the right one? It is pinned in the fleet file.')))
    throw new RoostError(
      'BadRequest',
      `The host key of ${address} was not confirmed: give it by --host-key, or take the shown one by --yes`,
      { option: '--host-key' },
    );
  return { addresses: [address], hostKey: shown.hostKey };
}

async function pin(
  context: Context,
  host: string,
  { addresses, hostKey }: { addresses: string[]; hostKey: string },
): Promise<void> {
  const values: FleetValue[] = [
    { path: ['hosts', host, 'addresses'], value: addresses },
    { path: ['hosts', host, 'hostKey'], value: hostKey },
  ];
  if (await editFleet(context, values))
    context.screen.note(`${context.fleetFile}: hosts.${host} is at ${addresses[0]}: commit it`);
}
