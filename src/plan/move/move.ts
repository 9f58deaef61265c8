/**
 * Plans how an app comes to another host, and back: pure, from facts.
 * Errors: `BadRequest`, `SourceMissing`, `DiskFull`.
 */
import { RoostError } from '../../errors';
import { dataServicesOf } from '../../fleet/file/app/servers';
import { sentences } from '../../lib/sentences';
import type { BackupPlan, MovePlan } from '../../protocol/plan';
import type { AppScope } from '../../protocol/scope';
import type { MoveSummary } from '../../protocol/steps/move';
import type { Step } from '../../protocol/steps/step';
import { sourceName } from '../about';
import { planHash } from '../hash';
import { aheadSteps, lastSteps } from './data';
import { downOf } from './down';
import type { MoveFacts } from './facts';
import { refuseWithoutRoom } from './room';
import {
  awayStep,
  confirmStep,
  openStep,
  pageStep,
  startStep,
  stopStep,
  tidySteps,
  trafficStep,
} from './steps';
import { warningsOf } from './warnings';

/** `copies`: the plan of a backup of the data that the fleet file names; null: none are copied. */
export function planMove(
  facts: MoveFacts,
  copies: BackupPlan | null,
  operation: string,
  decideWait: number,
): MovePlan {
  const isThere = facts.away === facts.to.name;
  if (!isThere) refuseUnfit(facts);
  if (!isThere && facts.way === 'move') refuseWithoutRoom(facts);
  const { way, app, from, to, project, expects } = facts;
  const scope: AppScope = {
    kind: 'app',
    app: app.name,
    host: from.name,
    directory: app.directory,
    source: app.source,
    project,
    compose: app.compose,
  };
  const plan = {
    format: 1 as const,
    kind: 'move' as const,
    operation,
    scope,
    expects,
    move: summaryOf(facts),
    warnings: isThere
      ? [`${app.name} serves on ${to.name} already; the fleet file still has it on ${from.name}.`]
      : [...warningsOf(facts), ...(way === 'move' ? (copies?.warnings ?? []) : [])],
    steps: isThere ? [] : way === 'confirm' ? [confirmStep(facts)] : stepsOf(facts, copies, operation),
    down: isThere || way === 'confirm' ? undefined : downOf(facts),
    decideWait,
  };
  const lasting = { ...plan, steps: plan.steps.map(withoutRoom), down: undefined };
  return { ...plan, hash: planHash(lasting) };
}

function stepsOf(facts: MoveFacts, copies: BackupPlan | null, operation: string): Step[] {
  const services = dataServicesOf(facts.app);
  const isCopied = facts.way === 'move' && copies !== null;
  // A dump needs its server: that stops behind the last one.
  const except = isCopied ? services : [];
  return [
    ...(facts.way === 'move' ? aheadSteps(facts, copies, operation) : []),
    ...pageStep(facts),
    stopStep(facts, operation, except),
    ...(isCopied ? lastSteps(facts, copies, operation) : []),
    startStep(facts),
    awayStep(facts),
    ...trafficStep(facts),
    openStep(facts),
    ...(isCopied ? tidySteps(facts) : []),
  ];
}

function refuseUnfit({ way, app, from, to, commit, away, there, cameAt, sources, script }: MoveFacts): void {
  const refuse = (message: string): never => {
    throw new RoostError('BadRequest', message, { app: app.name });
  };
  if (away !== null)
    refuse(
      sentences(
        `${app.name} serves on ${away}, and the fleet file has it on ${from.name}:`,
        `\`roost move ${app.name} --to ${away}\` writes it down`,
      ),
    );
  if (way !== 'move' && cameAt === null)
    refuse(`${app.name} has no way back: no move has brought it to ${from.name}, or it was confirmed`);
  if (way !== 'move') return;
  if (commit === null)
    refuse(
      sentences(
        `Which commit of ${app.name} serves on ${from.name} is not known,`,
        `so it cannot be deployed on ${to.name}: \`roost deploy ${app.name}\` first`,
      ),
    );
  if (there.runs && there.away === null)
    refuse(
      sentences(
        `${app.name} runs on ${to.name} already, and no move has brought it there:`,
        'stop it there, or see whose it is',
      ),
    );
  if (script && sources.length === 0)
    throw new RoostError(
      'SourceMissing',
      sentences(
        `The data of ${app.name} are known only to its backup script:`,
        `name them under apps.${app.name}.data, so that a move can copy them.`,
      ),
      { app: app.name },
    );
}

function summaryOf({ way, app, from, to, commit, version, sources }: MoveFacts): MoveSummary {
  return {
    way,
    from: from.name,
    to: to.name,
    commit,
    version,
    data: way === 'move' ? sources.map(sourceName) : [],
    kept: [
      app.directory,
      ...sources.filter(({ kind }) => kind === 'volume' || kind === 'postgres').map(sourceName),
    ],
  };
}

/** It changes by itself. */
const withoutRoom = (step: Step): Step =>
  step.call.run === 'pullCopies'
    ? { ...step, call: { ...step.call, args: { ...step.call.args, room: undefined } } }
    : step;
