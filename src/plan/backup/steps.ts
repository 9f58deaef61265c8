/** The steps of a backup. */
import { onlyIf } from '../../lib/only-if';
import { DAY } from '../../lib/time';
import type { CopySource } from '../../protocol/data';
import type { BackupStepArgs } from '../../protocol/steps/backup';
import type { Step } from '../../protocol/steps/step';
import { sourceName } from '../about';
import { coldSteps } from './cold';
import type { BackupFacts } from './facts';
import { isInPlace } from './sources';

/** How long the dated output of a script stays on the app's host. */
export const KEEP_COPIES = 7 * DAY;

export function stepsFor(
  facts: BackupFacts,
  sources: CopySource[],
  room?: BackupStepArgs['pullCopies']['room'],
): Step[] {
  const { app, host, config, running: runs, left, commit, version, inNight } = facts;
  const limit = Math.ceil((app.backup.limit ?? config.limit) / 1000);
  const long = { retry: 'long', limit, onFailure: 'undo' } as const;
  const cold = coldSteps(facts, sources);
  const stopped = left.map(({ id }) => id);
  const running = [...runs, ...stopped];
  // The configuration is copied in a moment: beside the first of the data, if there are any.
  const data = sources.filter(({ kind }) => kind !== 'config');
  const beside = sources.find((source) => source.kind === 'config');
  const copied = data.length > 0 ? data : sources;
  const sweep = { sources: data.filter(({ kind }) => kind === 'script'), keep: KEEP_COPIES };
  const [first, ...others] = copied.map((source, i): Step => ({
    id: `copy-${source.kind}${copied.filter((one, j) => j < i && one.kind === source.kind).length || ''}`,
    title:
      i === 0 && data.length > 0 ? `Copy the configuration; ${lowered(titleOf(source))}` : titleOf(source),
    call: {
      run: 'takeCopy',
      args: {
        source,
        beside: i === 0 && data.length > 0 ? beside : undefined,
        running: source.kind === 'script' ? running : undefined,
        left: i === 0 && !cold && stopped.length > 0 ? stopped : undefined,
        sweep: i === 0 ? sweep : undefined,
        down: cold ? true : undefined,
      },
    },
    ...long,
  }));
  const undo = {
    title: 'Remove what was copied, and start what a script stopped',
    // What was stopped for the copies starts by the undo of that.
    call: { run: 'dropCopies' as const, args: { running: cold ? [] : running } },
  };
  // What is pulled from where it is must not be changed by a deploy meanwhile; a copy is of its moment.
  const fromPlace = sources.some(isInPlace);
  const unread = facts.untracked?.left ?? [];
  const notBackedUp =
    facts.notNamed || unread.length > 0
      ? [...(facts.notNamed ?? []).map(({ what }) => what), ...unread]
      : undefined;
  const pull: Step = {
    id: 'pull',
    title: `Pull the copies from ${host.name}`,
    call: {
      run: 'pullCopies',
      args: {
        sources,
        room,
        release: { number: facts.expects, commit, version, images: facts.images },
        notBackedUp,
        untracked: facts.untracked && 'looked',
        down: cold && fromPlace ? true : undefined,
      },
    },
    ...long,
  };
  return [
    ...(cold?.before ?? []),
    { ...first!, undo },
    ...others,
    ...onlyIf(fromPlace, pull),
    ...(cold?.after ?? []),
    ...onlyIf(!fromPlace, { ...pull, unlocked: true as const }),
    {
      id: 'snapshot',
      title: `Put the copies of ${app.name} into the repository${facts.keep ? ', kept for good' : ''}`,
      call: { run: 'snapshotCopies', args: { host: host.name, keep: facts.keep ? true : undefined } },
      ...long,
      unlocked: true,
    },
    {
      id: 'record',
      title: 'Record the backup, and compare it with the one before',
      call: {
        run: 'recordBackup',
        args: {
          sources,
          release: { commit, version },
          notBackedUp,
          listed: inNight ? 'later' : undefined,
        },
      },
      retry: 'short',
      // It inspects every file of the staging once more.
      limit: 30 * 60,
      onFailure: 'undo',
      commits: true,
      unlocked: true,
    },
  ];
}

const lowered = (title: string): string => `${title.charAt(0).toLowerCase()}${title.slice(1)}`;

function titleOf(source: CopySource): string {
  if (source.kind === 'script') return `Run the app's own backup: ${source.command}`;
  if (source.kind === 'untracked') return 'Copy the files that Compose reads and git does not track';
  if (source.kind === 'volume' && isInPlace(source)) return `See that the volume ${source.name} can be read`;
  if (source.kind === 'folder') return `See that the folder ${source.path} can be read`;
  return `Copy the ${sourceName(source)}, and read the copy back`;
}
