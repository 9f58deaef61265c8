/** Plans the way back of a restore: pure. Errors: `RestoreGone`, `ReleaseMismatch`. */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import type { RestorePlan } from '../../protocol/plan';
import type { RestoreItem, RestoreRecord } from '../../protocol/steps/restore';
import { itemName } from '../about';
import { planHash } from '../hash';
import type { RollbackFacts } from '../release/facts';
import { codeFit } from './code';
import { isWithin } from './held';
import { withRelease } from './release';
import { scopeOf } from './restore';
import { othersWarnings, swapSteps } from './swap-steps';
import type { RestoreWorld } from './world';

/** The restore that `wanted` names, by its run or operation, if its former data can get their place back. */
export function chooseRestore(app: string, all: RestoreRecord[], wanted: string): RestoreRecord {
  const found = all.find(({ workflowId, operation }) => wanted === workflowId || wanted === operation);
  const gone = (why: string): RoostError => new RoostError('RestoreGone', why, { app, run: wanted });
  if (!found) {
    const known = all.filter(({ into, undone }) => into === 'live' && !undone);
    const named = known.map(({ workflowId, at }) => `${workflowId} of ${at.slice(0, 16).replace('T', ' ')}`);
    throw gone(
      `The host keeps nothing of a restore ${wanted} of ${app}. It keeps: ${named.join(', ') || 'nothing'}.`,
    );
  }
  if (found.into === 'scratch') throw gone(`${wanted} of ${app} has replaced nothing.`);
  if (found.undone) throw gone(`${wanted} of ${app} was undone at ${found.undone} already.`);
  const newer = all.find(
    (one) =>
      one.at > found.at &&
      one.into === 'live' &&
      !one.undone &&
      one.sources.some((item) => isIn(item, found)),
  );
  if (newer)
    throw gone(`${newer.workflowId} of ${newer.at} has replaced the same data since: undo that one first.`);
  return found;
}

/**
 * What gets its place back. `kept`: by the record's sources, whether what was live before is still
 * kept. Of a run that was ended in the middle, what it had not swapped yet is what it was.
 * Errors: `RestoreGone`.
 */
export function itemsToGiveBack(app: string, record: RestoreRecord, kept: boolean[]): RestoreItem[] {
  const { sources, items, workflowId, begun } = record;
  const there = sources.filter((_, i) => kept[i]);
  const details = { app, run: workflowId };
  if (begun && there.length === 0)
    throw new RoostError(
      'RestoreGone',
      `${workflowId} of ${app} was ended before it had replaced anything.`,
      details,
    );
  if (begun || there.length === sources.length) return there;
  const gone = sources.flatMap((item, i) =>
    kept[i] ? [] : [`${itemName(item)} (${items[i]?.kept ?? 'not known where'})`],
  );
  throw new RoostError(
    'RestoreGone',
    sentences(
      `Of what ${workflowId} of ${app} has replaced, these are not kept any more: ${gone.join(', ')}.`,
      'Nothing was changed; what is left can be brought back by hand.',
    ),
    details,
  );
}

const isData = ({ kind }: RestoreItem): boolean => kind !== 'config' && kind !== 'untracked';

/** What a newer one has replaced inside of it went with it, and would be searched for in vain afterwards. */
const isIn = (item: RestoreItem, { sources }: RestoreRecord): boolean =>
  sources.some((one) => {
    // A script knows only all data.
    if (one.kind === 'script' || item.kind === 'script') return isData(one) && isData(item);
    if ('path' in one && 'path' in item)
      return isWithin(one.path, item.path) || isWithin(item.path, one.path);
    return one.kind === item.kind && itemName(one) === itemName(item);
  });

/**
 * No script runs on the former data: if it fails halfway, there is no other copy of them.
 * Errors: `ReleaseMismatch`.
 */
function codeWarnings(world: RestoreWorld, { commit }: RestoreRecord): string[] {
  if (commit === undefined) return [];
  const code = world.code && { ...world.code, script: null };
  return codeFit({ ...world, snapshot: { ...world.snapshot, commit }, code }).warnings;
}

export function planUndo(
  world: RestoreWorld,
  record: RestoreRecord,
  operation: string,
  decideWait: number,
  /** The release that was left, which comes back with its data; null: the serving one stays. */
  left: RollbackFacts | null = null,
): RestorePlan {
  const { root: _root, ...snapshot } = world.snapshot;
  const { items } = world.selection;
  const released = left && withRelease(world, left, record.operation, 'back');
  const fit = released ? released.warnings : codeWarnings(world, record);
  const warnings = [...world.selection.warnings, ...fit, ...othersWarnings(world)];
  const swap = released?.change ?? swapSteps(world, record.operation, 'back');
  const commit = swap.findIndex(({ commits }) => commits);
  const at = commit < 0 ? swap.length : commit;
  const plan: Omit<RestorePlan, 'hash'> = {
    format: 1,
    kind: 'restore',
    operation,
    scope: scopeOf(world),
    expects: world.expects,
    release: released?.release.made,
    restore: {
      snapshot,
      into: 'live',
      items,
      keep: world.keep,
      release: released?.release,
      undoes: { operation: record.operation, at: record.at },
    },
    warnings,
    steps: [
      ...(released?.prepare ?? []),
      ...swap.slice(0, at),
      {
        id: 'record',
        title: `Record that the restore of ${record.at.slice(0, 16).replace('T', ' ')} was undone`,
        call: { run: 'recordUndo', args: { of: record.operation, keep: world.keep } },
        retry: 'short',
        onFailure: 'undo',
        commits: commit < 0 ? true : undefined,
      },
      ...swap.slice(at),
    ],
    decideWait,
  };
  return { ...plan, hash: planHash(plan) };
}
