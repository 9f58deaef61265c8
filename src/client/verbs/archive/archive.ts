import { appOf, type AppConfig } from '../../../fleet/file';
import { backupId } from '../../../protocol/names';
import type { ArchivePlan } from '../../../protocol/plan';
import type { ArchiveRequest } from '../../../protocol/requests';
import type { Context } from '../../command/context';
import { editFleet, type FleetValue } from '../../command/fleet-edit';
import { checkHash } from '../../command/options';
import { Failed, type Reply } from '../../command/reply';
import { ofApp, runPlanned, type PlannedOptions } from '../../runs/planned';
import type { Define } from '../types';

interface Options extends PlannedOptions {
  undo?: boolean;
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost archive phone --plan     show what is copied, stopped and kept
  roost archive phone            a last backup, kept for good; then stop it
  roost archive phone --undo     start it again

Its data stay on the host. The fleet file gets apps.APP.archived: DAY. With it
there are no pushes, nightly backups, drills and alerts of the app, and its
deploys are refused.`;

export const defineArchive: Define = (program, act) =>
  program
    .command('archive')
    .description('take an app out of service, with a last backup')
    .argument('<app>', 'name of the app')
    .option('--undo', 'bring it back into service')
    .option('--plan', 'show the plan and change nothing')
    .option('--expect <hash>', 'run only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'reason; stored with the run')
    .addHelpText('after', help)
    .action(act(archive));

async function archive(context: Context, name: string, options: Options): Promise<Reply> {
  const app = appOf(await context.fleet(), name);
  const { plan, undo } = options;
  if (options.expect !== undefined) checkHash(options.expect);
  if (plan) return run(context, app, options);
  return undo ? backIn(context, app, options) : out(context, app, options);
}

const mark = (app: string, value: string | null): FleetValue[] => [
  { path: ['apps', app, 'archived'], value },
];

/** The mark comes first, so that nothing starts the app again behind the run. */
async function out(context: Context, app: AppConfig, options: Options): Promise<Reply> {
  const { name, archived } = app;
  const day = archived ?? context.now().toISOString().slice(0, 10);
  const written = archived === undefined && (await editFleet(context, mark(name, day)));
  if (written) context.screen.note(`${context.fleetFile}: apps.${name}.archived: ${day}`);
  try {
    const reply = await run(context, app, options);
    return told(reply, options, [`The fleet file says apps.${name}.archived: ${day}: commit it.`]);
  } catch (error) {
    if (written && hasEnded(error)) {
      await editFleet(context, mark(name, null));
      context.screen.note(`${context.fleetFile}: without apps.${name}.archived again`);
    }
    throw error;
  }
}

/** The mark goes last: until the app runs, it does no harm. */
async function backIn(context: Context, app: AppConfig, options: Options): Promise<Reply> {
  const { name } = app;
  const reply = await run(context, app, options);
  if (options.detach)
    return told(reply, {}, [`Once it has succeeded, remove apps.${name}.archived from the fleet file.`]);
  const removed = await editFleet(context, mark(name, null));
  return told(
    reply,
    options,
    removed ? [`apps.${name}.archived is gone from the fleet file: commit it.`] : [],
  );
}

const told = (reply: Reply, { detach }: Options, lines: string[]): Reply =>
  detach ? reply : { ...reply, lines: [...reply.lines, ...lines] };

/** A run that goes on, or waits for a decision, keeps the mark. */
const hasEnded = (error: unknown): boolean =>
  !(error instanceof Failed && ['Detached', 'DecisionNeeded'].includes(error.report.code));

function run(context: Context, app: AppConfig, options: Options): Promise<Reply> {
  const { name } = app;
  const { expect, reason } = options;
  const undo = options.undo ? true : undefined;
  const request: ArchiveRequest = { app: name, undo, expect, by: context.by, reason };
  const command = `roost archive ${name}${undo ? ' --undo' : ''}`;
  return runPlanned(
    context,
    {
      kind: 'archive',
      ...ofApp(app, command),
      planner: 'planArchive',
      request,
      id: backupId(name),
      what: undo ? 'back into service' : 'out of service',
      again: ({ hash }: ArchivePlan) => `${command} --expect ${hash}`,
    },
    options,
  );
}
