/**
 * Plans a rollback: pure, from facts and request.
 * Errors: `NotBehind`, `DumpMissing`, `RestoreNeeded`, `ImageGone`, `RollingForbidden`.
 */
import { RoostError } from '../../../errors';
import type { Migration } from '../../../fleet/file/app/types';
import { sentences } from '../../../lib/sentences';
import type { ReleasePlan } from '../../../protocol/plan';
import type { RollbackNote } from '../../../protocol/release-record';
import type { Step } from '../../../protocol/steps/step';
import { sourceName } from '../../about';
import { dataOf } from '../../backup/sources';
import { planHash } from '../../hash';
import { short } from '../../short';
import { composeWarnings } from '../compose';
import { atRiskWarnings } from '../data/at-risk';
import { lossText } from '../data/loss';
import { withNeeds } from '../data/needs';
import { dataWarnings } from '../data/services';
import { filesOf } from '../data/way-back';
import { becauseOf, chooseStrategy, refuseInTheWay } from '../deploy';
import { refuseElsewhere, sharedWarning } from '../elsewhere';
import type { RollbackFacts } from '../facts';
import { commitsLeft } from '../hold';
import { recreateSteps } from '../recreate';
import { rollingObstacles, rollingSteps } from '../rolling';
import { situationOf, type DeploySituation } from '../situation';
import { refuseSurroundings, roomWarning } from '../surroundings';
import { originOf } from './lineage';
import { goBackSteps, keptImages, restoreStep } from './steps';

export interface RollbackOptions {
  strategy?: 'auto' | 'recreate' | 'rolling';
  /** Those of the release that is gone back to, instead of today's. */
  secrets?: 'now' | 'then';
  restoreData?: boolean;
}

export function planRollback(
  facts: RollbackFacts,
  options: RollbackOptions,
  operation: string,
  decideWait: number,
): ReleasePlan {
  const { to, app } = facts;
  refuse(facts, options);
  // What ran its script when it was deployed does not run it again.
  const situation = { ...situationOf(facts), script: null };
  refuseElsewhere(facts, situation.scope.project);
  refuseInTheWay(facts);
  refuseSurroundings(facts);
  const left = situation.former?.release ?? 0;
  const note: RollbackNote = { to: originOf(to), left };
  const obstacles = rollingObstacles(facts, situation);
  if (to.strategy === 'adopted')
    obstacles.unshift(`release ${to.release} was not made by roost: it knows no slots`);
  const strategy = chooseStrategy(app, options.strategy, obstacles);
  const restore =
    facts.migration === 'breaking' && facts.dump
      ? restoreStep(facts.dump, app, situation.dataServices)
      : null;
  const ready = goBackSteps(facts, situation, strategy, note, options.secrets ?? 'now');
  const change =
    strategy === 'rolling' ? rollingSteps(facts, situation) : recreateSteps(facts, situation, restore);
  const steps = withNeeds([...ready, ...change]);
  const plan: Omit<ReleasePlan, 'hash'> = {
    format: 1,
    kind: 'rollback',
    operation,
    scope: situation.scope,
    expects: left,
    release: situation.release,
    from: situation.former,
    to: { commit: to.commit ?? '', version: to.version, subject: facts.target.subject },
    strategy,
    because: becauseOf(app, options.strategy, strategy, obstacles),
    migration: facts.migration,
    commits: facts.commits,
    commitCount: facts.commitCount,
    changes: facts.changes,
    warnings: warningsOf(facts, options, situation),
    steps: steps.map((step) => withHold(step, facts, situation.former)),
    decideWait,
    rollback: {
      to: to.release,
      images: {
        kept: keptImages(to, facts.gone, situation.dataServices).map(([service]) => service),
        gone: facts.gone,
      },
      secrets: { taken: options.secrets ?? 'now', differ: facts.keys },
      data:
        restore && facts.dump
          ? { dumpOf: facts.dump.of, takenAt: facts.dump.takenAt, bytes: facts.dump.bytes }
          : null,
    },
  };
  return { ...plan, hash: planHash(plan) };
}

function withHold(step: Step, facts: RollbackFacts, left: ReleasePlan['from']): Step {
  if (step.call.run !== 'commitRelease' || !left) return step;
  const hold = { ...left, commits: commitsLeft(facts.hold, left.commit) };
  return {
    ...step,
    title: `${step.title} and put ${facts.app.name} on hold`,
    call: { run: 'commitRelease', args: { ...step.call.args, hold } },
  };
}

function refuse(facts: RollbackFacts, options: RollbackOptions): void {
  const { app, to, dump, gone } = facts;
  const details = { app: app.name, to: to.release };
  const what = `release ${to.release}${to.commit ? ` (${short(to.commit)})` : ''} of ${app.name}`;
  if (facts.aheadMigration !== 'none')
    throw new RoostError(
      'NotBehind',
      sentences(
        `To go to ${what} is no way back:`,
        `it has a ${facts.aheadMigration} migration that the serving release has not.`,
      ),
      details,
    );
  if (to.strategy === 'adopted' && gone.length > 0)
    throw new RoostError(
      'ImageGone',
      `The image of ${gone.join(', ')} of ${what} is not on ${app.host} any more.`,
      { ...details, gone },
    );
  if (facts.migration !== 'breaking') return;
  const since = `A breaking migration is between the serving release and ${what}`;
  if (dataOf(app).length === 0)
    throw new RoostError(
      'DumpMissing',
      `${since}, and no data stand under apps.${app.name}.data: no dump was made.`,
      details,
    );
  if (!dump)
    throw new RoostError('DumpMissing', `${since}, and the dump from before it is not kept.`, details);
  if ((app.data.postgres && dump.withoutDatabase) || !restoreStep(dump, app, []))
    throw new RoostError(
      'DumpMissing',
      sentences(
        `${since},`,
        `and what was kept before it (release ${dump.of}) is not what stands under apps.${app.name}.data.`,
      ),
      details,
    );
  if (!dump.readable)
    throw new RoostError(
      'DumpMissing',
      `${since}, and the dump from before it (release ${dump.of}) cannot be read.`,
      details,
    );
  if (!options.restoreData)
    throw new RoostError(
      'RestoreNeeded',
      `${since}: the data would have to return to the dump from before it.\n${lossText(dump).join('\n')}`,
      {
        ...details,
        dump,
      },
    );
}

const rest: Record<Exclude<Migration, 'breaking'>, string> = {
  none: 'no migration is between',
  safe: 'only safe migrations lie between',
};

function warningsOf(facts: RollbackFacts, options: RollbackOptions, situation: DeploySituation): string[] {
  const { app } = facts;
  const warnings: string[] = atRiskWarnings(facts);
  if (facts.personFlag)
    warnings.push(
      `The maintenance flag ${facts.personFlag} was set by a person: it stays on, and the URL is not asked.`,
    );
  if (options.restoreData && facts.migration !== 'breaking')
    warnings.push(`--restore-data changes nothing: ${rest[facts.migration]}, and the data stay.`);
  const stay = options.restoreData && facts.dump ? notKept(facts, facts.dump) : [];
  if (stay.length > 0)
    warnings.push(
      `Not kept with the dump of release ${facts.dump?.of}, so as they are now: ${stay.join(', ')}.`,
    );
  if (facts.relation === 'unknown')
    warnings.push('The commits between are not known: the migration class is that of the releases between.');
  if (facts.changedByHand.length > 0)
    warnings.push(
      `Changed by hand on the host, and overwritten: ${facts.changedByHand.slice(0, 10).join(', ')}.`,
    );
  const brought = facts.brought ?? [];
  if (brought.length > 0)
    warnings.push(
      sentences(
        'On the host without being tracked, and brought by that commit,',
        `so kept in .roost/replaced until an undo or another rollback: ${brought.slice(0, 10).join(', ')}.`,
      ),
    );
  warnings.push(...sharedWarning(facts, facts.serving?.project ?? app.project));
  warnings.push(...dataWarnings(facts, situation), ...roomWarning(facts), ...composeWarnings(facts));
  return warnings;
}

/** By name, data that do not go back. */
function notKept({ app }: RollbackFacts, { files = [] }: NonNullable<RollbackFacts['dump']>): string[] {
  const kept = files.map(sourceName);
  return filesOf(app)
    .map(sourceName)
    .filter((name) => !kept.includes(name));
}
