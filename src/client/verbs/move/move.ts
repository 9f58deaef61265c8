import { RoostError } from '../../../errors';
import { appOf, hostOf, type AppConfig } from '../../../fleet/file';
import { parseDuration } from '../../../fleet/file/values/duration';
import { MINUTE } from '../../../lib/time';
import { backupId } from '../../../protocol/names';
import type { MovePlan } from '../../../protocol/plan';
import type { MoveRequest } from '../../../protocol/requests';
import type { RunResult } from '../../../protocol/run';
import type { Context } from '../../command/context';
import { editFleet, tryEdit, type FleetValue } from '../../command/fleet-edit';
import { checkHash } from '../../command/options';
import type { Reply } from '../../command/reply';
import { ofApp, runPlanned, type PlannedOptions } from '../../runs/planned';
import type { Define } from '../types';

interface Options extends PlannedOptions {
  to?: string;
  undo?: boolean;
  confirm?: boolean;
  down?: string;
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost move phone --to shuttle --plan   what is copied, stopped and started
  roost move phone --to shuttle          deploy it there, copy its data, switch
  roost move phone --undo                back to the host that it came from
  roost move phone --confirm             end the way back; data stay there

It serves while it is deployed there and its data are copied. Only for the last
difference it is down. The fleet file gets apps.APP.host when it serves there.`;

export const defineMove: Define = (program, act) =>
  program
    .command('move')
    .description('bring an app with its data to another host')
    .argument('<app>', 'name of the app')
    .option('--to <host>', 'the host that it moves to')
    .option('--undo', 'back to the host that it came from')
    .option('--confirm', 'end the way back')
    .option('--down <time>', 'undo it if the app is down for longer, such as 10m')
    .option('--plan', 'show the plan and change nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'reason; stored with the run')
    .addHelpText('after', help)
    .action(act(move));

async function move(context: Context, name: string, options: Options): Promise<Reply> {
  const fleet = await context.fleet();
  const app = appOf(fleet, name);
  const { to, undo, confirm, plan, expect } = options;
  if ([to !== undefined, undo, confirm].filter(Boolean).length !== 1)
    throw new RoostError('BadRequest', 'Give one of --to HOST, --undo and --confirm', { option: '--to' });
  if (to !== undefined) {
    hostOf(fleet, to);
    if (to === app.host)
      throw new RoostError('BadRequest', `${name} is on ${to} already`, { option: '--to' });
    // Two apps of one host may not have the same folder, project or domain: said before anything moves.
    if (!plan) tryEdit(context, hostIs(name, to));
  }
  if (expect !== undefined) checkHash(expect);
  const reply = await run(context, app, options);
  if (plan || confirm) return reply;
  if (options.detach)
    return told(reply, [`Once it has succeeded, set apps.${name}.host in the fleet file to its new host.`]);
  const now = (reply.json.result as RunResult | undefined)?.plan;
  if (now?.kind !== 'move') return reply;
  const written = await editFleet(context, hostIs(name, now.move.to));
  return written ? told(reply, [`The fleet file says apps.${name}.host: ${now.move.to}: commit it.`]) : reply;
}

const hostIs = (app: string, host: string): FleetValue[] => [{ path: ['apps', app, 'host'], value: host }];

const told = (reply: Reply, lines: string[]): Reply => ({ ...reply, lines: [...reply.lines, ...lines] });

/** ms. */
function downOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= MINUTE) return ms;
  throw new RoostError(
    'BadRequest',
    `--down ${JSON.stringify(text)} is no time of at least 1m, such as 10m`,
    {
      option: '--down',
    },
  );
}

function run(context: Context, app: AppConfig, options: Options): Promise<Reply> {
  const { name } = app;
  const { to, undo, confirm, expect, reason } = options;
  const down = options.down === undefined ? undefined : downOf(options.down);
  const request: MoveRequest = { app: name, to, undo, confirm, down, expect, by: context.by, reason };
  const way = undo ? '--undo' : confirm ? '--confirm' : `--to ${to}`;
  const command = `roost move ${name} ${way}${options.down === undefined ? '' : ` --down ${options.down}`}`;
  return runPlanned(
    context,
    {
      kind: 'move',
      ...ofApp(app, command),
      planner: 'planMove',
      request,
      id: backupId(name),
      what: undo ? 'back to where it came from' : confirm ? 'the way back ends' : `to ${to}`,
      again: ({ hash }: MovePlan) => `${command} --expect ${hash}`,
    },
    options,
  );
}
