/**
 * A restore that brings the release of its snapshot back with the data, and its way back: pure.
 * Errors: `ReleaseMismatch`.
 */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import type { RestoreItem, RestoreRelease } from '../../protocol/steps/restore';
import type { Step } from '../../protocol/steps/step';
import { withNeeds } from '../release/data/needs';
import type { RollbackFacts } from '../release/facts';
import { commitsLeft } from '../release/hold';
import { recreateSteps } from '../release/recreate';
import { originOf } from '../release/rollback/lineage';
import { goBackSteps } from '../release/rollback/steps';
import { situationOf } from '../release/situation';
import { short } from '../short';
import { isDump } from './dumps';
import { askOf, checkStep, idOf, keptRunning, swapStepsOf } from './swap-steps';
import type { RestoreWorld } from './world';

export interface WithRelease {
  release: RestoreRelease;
  /** While the app serves. */
  prepare: Step[];
  /** From the maintenance page to the commit point. */
  change: Step[];
  warnings: string[];
}

/**
 * `of`: the operation that has loaded the items. `way` back: the release
 * that was left and its data get their place back.
 */
export function withRelease(
  world: RestoreWorld,
  facts: RollbackFacts,
  of: string,
  way: 'in' | 'back' = 'in',
): WithRelease {
  const { items } = world.selection;
  requireFit(world, facts, way);
  // What ran its script when it was deployed does not run it again, on data of its own.
  const situation = { ...situationOf(facts), script: null };
  const left = situation.former!;
  const note = { to: originOf(facts.to), left: left.release };
  const except = keptRunning(world);
  const check = facts.contract.facts?.scripts.check;
  const swapIds = items.map((item, i) => idOf('swap', item, items, i));
  // No dump: what is live is kept by the swap.
  const change = recreateSteps({ ...facts, migration: 'none' }, situation).flatMap((step): Step[] => {
    if (step.id === 'stop') return [stopped(step, except), ...swaps(world, of, way, except)];
    if (step.id === 'start' && check !== undefined && way === 'in')
      return [step, checkStep(world.app.service, check)];
    if (step.id === 'verify' || step.id === 'commit')
      return [{ ...held(step, facts, left, way), onFailure: 'ask', ask: askOf(items) }];
    return [step];
  });
  return {
    release: { to: facts.to.release, made: situation.release, left: left.release, commit: facts.to.commit },
    prepare: goBackSteps(facts, situation, 'recreate', note, 'now').map((step) => needing(step, swapIds)),
    change: withNeeds(change).map((step) =>
      swapIds.includes(step.id) ? step : needing(step, swapIds, change),
    ),
    warnings:
      facts.changedByHand.length > 0
        ? [`Changed by hand on the host, and overwritten: ${facts.changedByHand.slice(0, 10).join(', ')}.`]
        : [],
  };
}

const swaps = (world: RestoreWorld, of: string, way: 'in' | 'back', except: string[]): Step[] => {
  const { items } = world.selection;
  return items.flatMap((item: RestoreItem, i) =>
    swapStepsOf(world, item, idOf('swap', item, items, i), of, way, except),
  );
};

const stopped = (step: Step, except: string[]): Step => ({
  ...step,
  call: { run: 'stopServices', args: { except } },
});

/** Nothing leads away from data that are not back: of what comes before the swaps, no undo without theirs. */
function needing(step: Step, swapIds: string[], all: Step[] = []): Step {
  const at = all.findIndex(({ id }) => id === step.id);
  const lastSwap = all.findIndex(({ id }) => id === swapIds.at(-1));
  if (!step.undo || (at >= 0 && at > lastSwap)) return step;
  return { ...step, undo: { ...step.undo, needs: [...new Set([...(step.undo.needs ?? []), ...swapIds])] } };
}

/** What was left is newer than the data: no automatic deploy brings it back over them. */
function held(
  step: Step,
  facts: RollbackFacts,
  left: { release: number; commit: string | null; version: string | null },
  way: 'in' | 'back',
): Step {
  if (step.call.run !== 'commitRelease' || way === 'back') return step;
  const hold = { ...left, commits: commitsLeft(facts.hold, left.commit) };
  return {
    ...step,
    title: `${step.title} and put ${facts.app.name} on hold`,
    call: { run: 'commitRelease', args: { ...step.call.args, hold } },
  };
}

function requireFit(
  { app, into, selection: { items } }: RestoreWorld,
  facts: RollbackFacts,
  way: 'in' | 'back',
): void {
  const commit = facts.to.commit ? short(facts.to.commit) : `release ${facts.to.release}`;
  const refuse = (why: string): never => {
    throw new RoostError(
      'ReleaseMismatch',
      sentences(
        `${why}\nEither restore all data of that snapshot with it,`,
        'or keep the serving release (--release keep).',
      ),
      { app: app.name },
    );
  };
  if (into !== 'live')
    refuse(`${commit} comes back only with its data in place of the live ones, not beside them.`);
  if (!facts.serving) refuse(`roost has deployed no release of ${app.name} that could be left.`);
  if (facts.to.strategy === 'adopted' && facts.gone.length > 0)
    refuse(`The image of ${facts.gone.join(', ')} of ${commit} is not on ${app.host} any more.`);
  if (way === 'back') return;
  const databases =
    (app.data.postgres ? 1 : 0) +
    (app.data.mariadb?.length ?? 0) +
    (app.data.redis?.length ?? 0) +
    app.data.sqlite.length;
  const brought = items.some(({ kind }) => kind === 'script')
    ? databases
    : items.reduce(
        (sum, item) =>
          sum +
          (isDump(item) || item.kind === 'sqlite'
            ? 1
            : item.kind === 'folder'
              ? (item.databases?.length ?? 0)
              : 0),
        0,
      );
  const migrates = facts.migration !== 'none' || facts.aheadMigration !== 'none';
  if (migrates && brought < databases)
    refuse(
      sentences(
        `A migration is between ${commit} and the serving release,`,
        `and not all databases of ${app.name} are restored: ${commit} could not read those that stay.`,
      ),
    );
}
