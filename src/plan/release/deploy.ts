/**
 * Plans a deploy: pure, from facts and request.
 * Errors: `ContractInvalid`, `NotAhead`, `RollingForbidden`.
 */
import { RoostError } from '../../errors';
import type { AppConfig } from '../../fleet/file/app/types';
import { sentences } from '../../lib/sentences';
import type { ReleasePlan } from '../../protocol/plan';
import type { Strategy } from '../../protocol/steps/release';
import type { Step } from '../../protocol/steps/step';
import { planHash } from '../hash';
import { short } from '../short';
import { reasonToLeave } from './automatic';
import { composeWarnings, healthWarnings, refuseOtherFiles, refuseOtherProject } from './compose';
import { atRiskWarnings } from './data/at-risk';
import { withNeeds } from './data/needs';
import { dataWarnings } from './data/services';
import { refuseWithoutWayBack, withoutWayBack } from './data/way-back';
import { refuseElsewhere, sharedWarning } from './elsewhere';
import type { DeployFacts } from './facts';
import { gitWarnings } from './git';
import { bringsNewer, pullWarnings } from './newer';
import { proxyWarnings } from './proxy';
import { recreateSteps } from './recreate';
import { leftBehind, originOf } from './rollback/lineage';
import { rollingObstacles, rollingSteps } from './rolling';
import { type DeploySituation, situationOf } from './situation';
import { discardStep, maintenanceOff, prepareSteps } from './steps';
import { refuseSurroundings, roomWarning } from './surroundings';
import { takeOverSteps, whyNotAsItRuns } from './take-over';

export interface DeployOptions {
  strategy?: 'auto' | 'recreate' | 'rolling';
  diverged?: boolean;
  /** Also the commit that serves, as it is. */
  again?: boolean;
  /** An operator accepts that some data could not be put back. */
  noWayBack?: boolean;
}

export function planDeploy(
  facts: DeployFacts,
  options: DeployOptions,
  operation: string,
  decideWait: number,
): ReleasePlan {
  const situation = situationOf(facts);
  const left = reasonToLeave(facts);
  if (left !== null)
    return planOf(facts, situation, {
      operation,
      decideWait,
      strategy: 'recreate',
      because: [],
      warnings: [left],
      steps: [],
    });
  refuseBrokenContract(facts);
  refuseElsewhere(facts, situation.scope.project);
  refuseOtherProject(facts, situation);
  refuseOtherFiles(facts, situation);
  refuseInTheWay(facts);
  refuseSurroundings(facts);
  refuseNotAhead(facts, options);
  refuseWithoutWayBack(facts, situation, options.noWayBack);
  const why = whyNotAsItRuns(facts, situation, options.again);
  const shared = { operation, decideWait, warnings: warningsOf(facts, situation) };
  if (why?.length === 0)
    return planOf(facts, situation, {
      ...shared,
      strategy: 'recreate',
      asItRuns: true,
      because: [],
      steps: withNeeds(takeOverSteps(facts, situation)),
    });
  const obstacles = rollingObstacles(facts, situation);
  const strategy = chooseStrategy(facts.app, options.strategy, obstacles);
  const because = becauseOf(facts.app, options.strategy, strategy, obstacles);
  return planOf(facts, situation, {
    ...shared,
    strategy,
    because: [...because, ...(why ?? []).slice(0, 10)],
    steps: stepsFor(facts, situation, strategy, options.again),
  });
}

type Decided = Pick<
  ReleasePlan,
  'operation' | 'decideWait' | 'strategy' | 'asItRuns' | 'because' | 'warnings' | 'steps'
>;

function planOf(
  facts: DeployFacts,
  situation: DeploySituation,
  { operation, decideWait, strategy, asItRuns, because, warnings, steps }: Decided,
): ReleasePlan {
  const plan: Omit<ReleasePlan, 'hash'> = {
    format: 1,
    kind: 'deploy',
    operation,
    scope: situation.scope,
    expects: facts.serving?.release ?? 0,
    release: situation.release,
    from: situation.former,
    to: {
      commit: facts.target.commit,
      version: facts.contract.facts?.version ?? null,
      subject: facts.target.subject,
    },
    strategy,
    asItRuns,
    because,
    migration: facts.migration,
    commits: facts.commits,
    commitCount: facts.commitCount,
    changes: steps.length > 0 ? facts.changes : undefined,
    warnings,
    steps,
    decideWait,
  };
  return { ...plan, hash: planHash(plan) };
}

function stepsFor(facts: DeployFacts, situation: DeploySituation, strategy: Strategy, again = false): Step[] {
  // What runs by other means is adopted even where the commit is the same.
  const isServed = facts.relation === 'same' && facts.serving && situation.servesWell;
  if (isServed && !again && !bringsNewer(facts))
    return facts.leftFlag
      ? [maintenanceOff('flag-off', 'Take off the maintenance flag that an ended run left')]
      : [];
  const change = strategy === 'rolling' ? rollingSteps(facts, situation) : recreateSteps(facts, situation);
  const steps = withNeeds([...prepareSteps(facts, situation, strategy), ...change]);
  const discard = discardable(facts, situation.release);
  return discard.length > 0 ? [...steps, discardStep(discard, facts.app.releases)] : steps;
}

/**
 * Keeps the new release, the serving one, and the newest others up to the
 * fleet's number. One that was rolled back from is not worth keeping; one that a
 * rollback made counts as one with what it went back to.
 */
function discardable({ releases, serving, app }: DeployFacts, release: number): number[] {
  const now = serving?.release ?? 0;
  const others = releases.filter((r) => r.release !== release && r.release !== now && !r.dataAtRisk);
  const left = leftBehind(releases);
  const worthKeeping = others
    .filter((r) => (r.committed || r.dump) && !left.has(r.release))
    .sort((a, b) => b.release - a.release);
  const origins = new Set([release, originOf(releases.find((r) => r.release === now) ?? { release: now })]);
  const kept = new Set<number>();
  for (const one of worthKeeping) {
    if (!origins.has(originOf(one)) && origins.size >= app.releases) continue;
    origins.add(originOf(one));
    kept.add(one.release);
  }
  return others.map((r) => r.release).filter((r) => !kept.has(r));
}

export function chooseStrategy(
  app: AppConfig,
  asked: DeployOptions['strategy'],
  obstacles: string[],
): Strategy {
  const wanted = asked ?? app.strategy;
  if (wanted === 'rolling' && obstacles.length > 0) {
    throw new RoostError(
      'RollingForbidden',
      `${app.name} cannot be replaced without an interruption:\n${obstacles.map((o) => `- ${o}`).join('\n')}`,
      {
        app: app.name,
        obstacles,
      },
    );
  }
  return wanted === 'recreate' || obstacles.length > 0 ? 'recreate' : 'rolling';
}

/** Why it is not rolling. Who has not asked for that need not read a list of what forbids it. */
export function becauseOf(
  { proxy, strategy: usual }: AppConfig,
  asked: DeployOptions['strategy'],
  strategy: Strategy,
  obstacles: string[],
): string[] {
  if (strategy === 'rolling') return [];
  if ((asked ?? usual) !== 'auto' || proxy.switch !== 'none') return obstacles;
  return ['some seconds without an answer (rolling: docs/proxy.md)'];
}

function refuseBrokenContract({ app, contract, target }: DeployFacts): void {
  if (contract.problems.length === 0) return;
  const lines = contract.problems.map((p) => `- ${p.file}${p.field ? ` ${p.field}` : ''}: ${p.message}`);
  throw new RoostError(
    'ContractInvalid',
    `Commit ${short(target.commit)} of ${app.name} breaks the ${app.contract} contract:\n${lines.join('\n')}`,
    {
      app: app.name,
      commit: target.commit,
      problems: contract.problems,
    },
  );
}

/** A folder of data must not go for a file of that name, nor a link to them for a folder. */
export function refuseInTheWay({ app, target, inTheWay = [] }: DeployFacts): void {
  if (inTheWay.length === 0) return;
  throw new RoostError(
    'ContractInvalid',
    sentences(
      `Commit ${short(target.commit)} of ${app.name} has a file where the host has a folder,`,
      `or a folder where it has a file or a link: ${inTheWay.slice(0, 10).join(', ')}.`,
      'git does not track what is there, and would remove or change it.',
      'Rename them in the repository or on the host.',
    ),
    { app: app.name, commit: target.commit, inTheWay },
  );
}

function refuseNotAhead(facts: DeployFacts, options: DeployOptions): void {
  const { relation, app, target } = facts;
  if (relation !== 'behind' && relation !== 'diverged') return;
  const serving = facts.serving?.commit ?? facts.headOnHost ?? '';
  const how =
    relation === 'behind'
      ? `is an ancestor of the serving ${short(serving)}`
      : `is beside the serving ${short(serving)}`;
  const say = (why: string) =>
    new RoostError('NotAhead', `Commit ${short(target.commit)} of ${app.name} ${how}${why}.`, {
      app: app.name,
      target: target.commit,
      serving,
      relation,
    });
  if (!options.diverged) throw say('');
  if (facts.migration === 'breaking' || facts.leftMigration === 'breaking')
    throw say(', and a breaking migration is between: --diverged cannot cross it');
}

function warningsOf(facts: DeployFacts, situation: DeploySituation): string[] {
  const { app } = facts;
  const warnings: string[] = atRiskWarnings(facts);
  if (facts.personFlag)
    warnings.push(
      `The maintenance flag ${facts.personFlag} was set by a person: it stays on, and the URL is not asked.`,
    );
  if (facts.relation === 'unknown')
    warnings.push(
      sentences(
        `The serving commit of ${app.name} is not in the repository:`,
        `the migration class is the target's own (${facts.migration}).`,
      ),
    );
  warnings.push(...gitWarnings(facts));
  warnings.push(...sharedWarning(facts, situation.scope.project));
  const lost = withoutWayBack(facts, situation);
  if (lost.length > 0)
    warnings.push(`A breaking migration, and no way back for ${lost.join(', ')} (--no-way-back).`);
  warnings.push(...dataWarnings(facts, situation), ...roomWarning(facts), ...pullWarnings(facts));
  warnings.push(
    ...composeWarnings(facts),
    ...healthWarnings(facts, situation),
    ...proxyWarnings(facts, situation),
  );
  return warnings;
}
