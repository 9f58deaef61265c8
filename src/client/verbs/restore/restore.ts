import { Option, type Command } from 'commander';
import { RoostError } from '../../../errors';
import { appOf, type Fleet } from '../../../fleet/file';
import { repositoryOf } from '../../../inspect/repository';
import { fileOf, openSnapshot } from '../../../inspect/snapshot';
import { onlyIf } from '../../../lib/only-if';
import { checkRestoreRequest, targetOf } from '../../../plan/restore/request';
import type { RestorePlan } from '../../../protocol/plan';
import type { RestoreRequest } from '../../../protocol/requests';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { ofApp, runPlanned, type PlannedOptions } from '../../runs/planned';
import type { Define } from '../types';
import type { RestoreOptions } from './options';
import { several } from './several';

const help = `
Examples:
  roost restore phone --plan                  what is replaced by what
  roost restore phone                         all data of the newest snapshot
  roost restore phone --snapshot "yesterday 03:00"
                                              the newest one before that
  roost restore phone --only database         the files stay as they are
  roost restore phone --path data/mails/1.mp3 one file or folder
  roost restore phone --into scratch          beside the live data
  roost restore phone --into staging          in place of the data of staging,
                                              sanitized by its own script
  roost restore phone --snapshot 1a2b3c4d --release snapshot
                                              with the release it was taken of
  roost restore phone mail --plan             several apps: what each needs by
                                              its needs comes first
  roost restore --host hornbill               all apps of a host

The data are loaded and checked beside the live ones while the app serves; it
stops only for the swap, by renames. The former data are kept for 7 days
(backup.keepFormer).
A restore that fails gives them their place back.`;

const each = (value: string, all: string[]): string[] => [...all, value];

export const defineRestore: Define = (program, act) => {
  const verb = program
    .command('restore')
    .description('bring the data of apps back from snapshots')
    .argument('[app...]', 'names of apps in the fleet file')
    .option('--host <host>', 'all apps of this host, instead of names')
    .option('--snapshot <which>', 'latest, the id of a snapshot, a day or a time', 'latest')
    .option(
      '--only <what>',
      'database, files, config, untracked, script or the name of one source; may be repeated',
      each,
      [],
    )
    .option('--path <path>', "only this file or folder below the app's folder; may be repeated", each, [])
    .option(
      '--into <where>',
      'live: in place of the live data; scratch: beside them; an app: in place of the data of that one',
      'live',
    )
    .addOption(
      new Option(
        '--release <which>',
        'keep: the serving release stays; snapshot: that of the snapshot comes back with its data',
      )
        .choices(['keep', 'snapshot'])
        .default('keep'),
    )
    .option('--no-way-back', "accept that what the app's restore script changes could not be put back")
    .option('--from-path <folder>', 'the folder of the app in snapshots that roost has not made')
    .option('--plan', 'show what would be done, and change nothing')
    .option('--expect <hash>', 'go on only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'why; kept with the run and on the host')
    .option('--to-file <file>', 'write the one file of --path here, and start no run')
    .addHelpText('after', help)
    .action(act(restore));
  verb
    .command('undo')
    .description('give the data from before a restore their place back')
    .argument('<run>', 'id of the run of that restore, as `roost runs` lists it')
    .option('--plan', 'show what would be done, and change nothing')
    .option('--expect <hash>', 'go on only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'why; kept with the run')
    .action(act(undo));
};

async function restore(context: Context, names: string[], options: RestoreOptions): Promise<Reply> {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0 || options.host !== undefined)
    return several(context, names, options);
  return one(context, name, options);
}

async function one(context: Context, name: string, options: RestoreOptions): Promise<Reply> {
  const fleet = await context.fleet();
  const app = appOf(fleet, name);
  if (options.toFile !== undefined) return toFile(context, fleet, name, options);
  const { snapshot, only, path, into, release, fromPath, wayBack, expect, reason } = options;
  const request: RestoreRequest = checkRestoreRequest({
    app: name,
    snapshot,
    what: only,
    paths: path,
    into,
    release,
    fromPath,
    noWayBack: !wayBack || undefined,
    expect,
    by: context.by,
    reason,
  });
  const target = request.app === targetOf(request) ? app : appOf(fleet, targetOf(request));
  const again = ({ hash, restore: { snapshot: found } }: RestorePlan): string =>
    [
      `roost restore ${name} --snapshot ${found.id.slice(0, 12)}`,
      ...only.map((what) => `--only ${word(what)}`),
      ...path.map((one) => `--path ${word(one)}`),
      ...onlyIf(into !== 'live', `--into ${into}`),
      ...onlyIf(release !== 'keep', `--release ${release}`),
      ...onlyIf(fromPath !== undefined, `--from-path ${word(fromPath ?? '')}`),
      ...onlyIf(!wayBack, '--no-way-back'),
      `--expect ${hash}`,
    ].join(' ');
  return runPlanned(
    context,
    {
      kind: 'restore',
      ...ofApp(target, `roost restore ${name}`),
      planner: 'planRestore',
      request,
      what: target === app ? `from ${snapshot}` : `from ${snapshot} of ${name}`,
      again,
    },
    options,
  );
}

interface UndoOptions extends PlannedOptions {
  expect?: string;
  reason?: string;
}

/**
 * Options that `restore` has too are taken by it, wherever they stand:
 * `restore undo RUN --plan` must only plan.
 */
async function undo(context: Context, run: string, own: UndoOptions, command: Command): Promise<Reply> {
  const options = { ...own, ...command.optsWithGlobals<UndoOptions>() };
  const view = await (await context.runs()).describe(run);
  if (view.workflow !== 'restore' || view.app === null)
    throw new RoostError('BadRequest', `${run} is not the run of a restore but of ${view.workflow}.`);
  const app = appOf(await context.fleet(), view.app);
  const request = checkRestoreRequest({
    app: app.name,
    undo: view.workflowId,
    expect: options.expect,
    by: context.by,
    reason: options.reason,
  });
  const line = `roost restore undo ${view.workflowId}`;
  return runPlanned(
    context,
    {
      kind: 'restore',
      ...ofApp(app, line),
      planner: 'planRestore',
      request,
      what: `way back of ${view.workflowId}`,
      again: ({ hash }: RestorePlan) => `${line} --expect ${hash}`,
    },
    options,
  );
}

/** Straight from the repository: neither Temporal nor a host is asked. */
async function toFile(
  context: Context,
  fleet: Fleet,
  name: string,
  { snapshot: wanted, path: paths, toFile: target = '' }: RestoreOptions,
): Promise<Reply> {
  const [path, ...more] = paths;
  if (path === undefined || more.length > 0)
    throw new RoostError('BadRequest', '--to-file brings one file: name it with one --path');
  const restic = await repositoryOf(context, { log: (line) => context.screen.note(line) });
  const found = await openSnapshot(restic, name, wanted, { now: context.now(), zone: fleet.timeZone });
  const bytes = await fileOf(restic, found, path, target);
  return {
    json: { snapshot: found.id, path, file: target, bytes },
    lines: [`${target}: ${bytes} bytes, ${path} of snapshot ${found.id.slice(0, 8)} (${found.time})`],
  };
}

const word = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
