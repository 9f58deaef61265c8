import { Option } from 'commander';
import { appOf } from '../../../fleet/file';
import { checkRestoreRequest } from '../../../plan/restore/request';
import type { RestorePlan } from '../../../protocol/plan';
import type { RestoreRequest } from '../../../protocol/requests';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { ofApp, runPlanned, type PlannedOptions } from '../../runs/planned';
import type { Define } from '../types';

interface RestoreOptions extends PlannedOptions {
  snapshot: string;
  only: string[];
  path: string[];
  into: 'live' | 'scratch';
  expect?: string;
  reason?: string;
}

const help = `
Examples:
  roost restore phone --plan                  what is replaced by what
  roost restore phone                         all data of the newest snapshot
  roost restore phone --snapshot "yesterday 03:00"
                                              the newest one before that
  roost restore phone --only database         the files stay as they are
  roost restore phone --path data/mails/1.mp3 one file or folder
  roost restore phone --into scratch          beside the live data

The data are loaded and checked beside the live ones while the app serves; it
stops only for the swap, by renames. The former data are kept for 7 days. A
restore that fails gives them their place back.`;

const each = (value: string, all: string[]): string[] => [...all, value];

export const defineRestore: Define = (program, act) =>
  program
    .command('restore')
    .description("bring an app's data back from a snapshot")
    .argument('<app>', 'name of the app in the fleet file')
    .option('--snapshot <which>', 'latest, the id of a snapshot, a day or a time', 'latest')
    .option('--only <what>', 'database, files, config or the name of one source; may be repeated', each, [])
    .option('--path <path>', "only this file or folder below the app's folder; may be repeated", each, [])
    .addOption(
      new Option('--into <where>', 'live: in place of the live data; scratch: beside them')
        .choices(['live', 'scratch'])
        .default('live'),
    )
    .option('--plan', 'show what would be done, and change nothing')
    .option('--expect <hash>', 'go on only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'why; kept with the run and on the host')
    .addHelpText('after', help)
    .action(act(restore));

async function restore(context: Context, name: string, options: RestoreOptions): Promise<Reply> {
  const app = appOf(await context.fleet(), name);
  const { snapshot, only, path, into, expect, reason } = options;
  const request: RestoreRequest = checkRestoreRequest({
    app: name,
    snapshot,
    what: only,
    paths: path,
    into,
    expect,
    by: context.by,
    reason,
  });
  const again = ({ hash, restore: { snapshot: found } }: RestorePlan): string =>
    [
      `roost restore ${name} --snapshot ${found.id.slice(0, 12)}`,
      ...only.map((what) => `--only ${word(what)}`),
      ...path.map((one) => `--path ${word(one)}`),
      ...(into === 'live' ? [] : [`--into ${into}`]),
      `--expect ${hash}`,
    ].join(' ');
  return runPlanned(
    context,
    {
      kind: 'restore',
      ...ofApp(app, `roost restore ${name}`),
      planner: 'planRestore',
      request,
      what: `from ${snapshot}`,
      again,
    },
    options,
  );
}

const word = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
