import { RoostError } from '../../../errors';
import { hostOf } from '../../../fleet/file';
import { bareHostKey, hostKeyProblem } from '../../../fleet/file/host/host-key';
import { addressPattern } from '../../../fleet/file/host/schema';
import { firstKey } from '../../../host/ssh/first-key';
import { sentences } from '../../../lib/sentences';
import type { ProvisionPlan } from '../../../protocol/plan';
import type { ProvisionRequest } from '../../../protocol/requests';
import type { Context } from '../../command/context';
import { checkHash, checkUser } from '../../command/options';
import type { Reply } from '../../command/reply';
import { runPlanned, type PlannedOptions } from '../../runs/planned';
import type { Define } from '../types';

interface Options extends PlannedOptions {
  address?: string;
  hostKey?: string;
  user?: string;
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost provision hornbill --plan              what differs from the fleet file
  roost provision hornbill --user root         the first time, on a bare host
  roost provision hornbill                     make it so; again: 0 changes
  roost provision hornbill --address 192.0.2.9 the same host on another machine

A change of firewall or sshd is taken back by the host itself unless a new
connection confirms it. More: docs/provision.md`;

export const defineProvision: Define = (program, act) =>
  program
    .command('provision')
    .description('set a host up by the fleet file, from a bare Debian or Ubuntu on')
    .argument('<host>', 'name of the host in the fleet file')
    .option('--plan', 'show what differs and change nothing')
    .option('--address <address>', 'reach it there instead of at the address in the fleet file')
    .option('--host-key <key>', 'its public key there, such as "ssh-ed25519 AAAA…"')
    .option('--user <user>', 'log in as this user, such as root the first time')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--reason <text>', 'why, for records and messages')
    .option('--detach', 'start the run and return at once')
    .addHelpText('after', help)
    .action(act(provision));

async function provision(context: Context, name: string, options: Options): Promise<Reply> {
  hostOf(await context.fleet(), name);
  const { address, user, expect, reason } = options;
  if (expect !== undefined) checkHash(expect);
  if (address !== undefined && !addressPattern.test(address))
    throw bad('--address', address, 'an address such as 192.0.2.7:22');
  if (user !== undefined) checkUser(user);
  const hostKey = await keyOf(context, options);
  const request: ProvisionRequest = { host: name, address, hostKey, user, expect, by: context.by, reason };
  const command = [
    `roost provision ${name}`,
    address && `--address ${address}`,
    hostKey && `--host-key "${hostKey}"`,
    user && `--user ${user}`,
  ]
    .filter(Boolean)
    .join(' ');
  return runPlanned(
    context,
    {
      kind: 'provision',
      scope: { kind: 'host', host: name },
      planner: 'planProvision',
      command,
      request,
      what: 'what differs from the fleet file',
      again: ({ hash }: ProvisionPlan) => `${command} --expect ${hash}`,
    },
    options,
  );
}

/** Given, or shown and confirmed: at another address there may be another machine. */
async function keyOf(context: Context, { address, hostKey }: Options): Promise<string | undefined> {
  if (hostKey !== undefined) {
    const problem = hostKeyProblem(hostKey);
    if (problem !== undefined)
      throw new RoostError('BadRequest', `--host-key ${problem}`, { option: '--host-key' });
    return bareHostKey(hostKey);
  }
  if (address === undefined) return undefined;
  const shown = await firstKey([address]);
  context.screen.note(`${address} shows the host key ${shown.fingerprint}`);
  if (await context.confirm('Is it the right one? It counts for this run.')) return shown.hostKey;
  throw new RoostError(
    'BadRequest',
    sentences(
      `The host key of ${address} was not confirmed:`,
      "take it from the provider's console and pass it with --host-key",
    ),
    { option: '--host-key' },
  );
}

const bad = (option: string, value: string, what: string): RoostError =>
  new RoostError('BadRequest', `${option} ${JSON.stringify(value)} is not ${what}`, { option });
