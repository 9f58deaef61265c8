import { hostOf } from '../../../fleet/file';
import type { HostPlan } from '../../../protocol/plan';
import type { HostFactsRequest } from '../../../protocol/requests';
import type { RunResult } from '../../../protocol/run';
import type { Context } from '../../command/context';
import { checkHash } from '../../command/options';
import type { Reply } from '../../command/reply';
import { runPlanned, type PlannedOptions } from '../../runs/planned';
import type { Define } from '../types';
import { definePatch } from './patch';

interface FactsOptions extends PlannedOptions {
  expect?: string;
}

const help = `
Examples:
  roost host facts hornbill           system, Docker, disks, Compose projects
  roost host facts hornbill --json    the same as JSON
  roost host facts hornbill --plan    the plan and its hash

Changes nothing. The run keeps the result: roost show RUN.`;

export const defineHost: Define = (program, act) => {
  const host = program.command('host').description('read facts of a host, or upgrade hosts');
  host
    .command('facts')
    .description('show system, Docker, disks and Compose projects of a host')
    .argument('<host>', 'name of the host in the fleet file')
    .option('--plan', 'show the plan and run nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .addHelpText('after', help)
    .action(act(facts));
  definePatch(host, act);
};

async function facts(context: Context, name: string, options: FactsOptions): Promise<Reply> {
  hostOf(await context.fleet(), name);
  const { expect } = options;
  if (expect !== undefined) checkHash(expect);
  const request: HostFactsRequest = { host: name, expect, by: context.by };
  const command = `roost host facts ${name}`;
  const reply = await runPlanned(
    context,
    {
      kind: 'hostFacts',
      scope: { kind: 'host', host: name },
      planner: 'planHostFacts',
      command,
      request,
      what: 'what is there',
      again: ({ hash }: HostPlan) => `${command} --expect ${hash}`,
    },
    options,
  );
  const found = (reply.json.result as RunResult | undefined)?.found?.hostFacts;
  return found ? { ...reply, json: { host: name, facts: found, run: reply.json.run } } : reply;
}
