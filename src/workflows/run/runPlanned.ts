import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { aboutPlan } from '../../plan/about';
import type { Lease } from '../../protocol/lock';
import type { Plan } from '../../protocol/plan';
import type { PlanKind } from '../../protocol/plan-kinds';
import type { RunResult } from '../../protocol/run';
import type { ScopeName } from '../../protocol/scope';
import type { RehearsalSummary } from '../../protocol/steps/rehearsal';
import { execute } from '../engine/execute';
import type { Ending, EngineAdapter } from '../engine/types';
import { Decisions } from './decisions';
import { engineAdapter } from './engine-adapter';
import { failureOf, isWorldly } from './failure';
import { endedEarly, finish } from './finish';
import { DownBound } from './limits/bound';
import { Limit } from './limits/limit';
import { Lock } from './lock';
import { progress } from './messages';
import {
  attributes,
  byAttribute,
  scopeAttributes,
  snapshotAttribute,
  withoutCopied,
} from './shown/attributes';
import { Checklist } from './shown/checklist';
import { detailsOf } from './shown/details';
import { Reports } from './shown/report';

/** A workflow that carries out a plan. */
export interface Runbook {
  kind: PlanKind;
  scope: ScopeName;
  request: { expect?: string; by?: string; reason?: string; noWayBack?: boolean };
  /** Of a rehearsal: it is notified, and is in the report of drills, also where there is no plan. */
  rehearses?: RehearsalSummary['scenario'];
  /** What the host needs before it can have a lock: a phase of its own. */
  before?: { phase: 'provisioning'; work: () => Promise<void> };
  plan: (lease: Lease) => Promise<{ plan: Plan }>;
  /** What else follows the run's course. */
  follower?: Follower;
  /** ms for all tries to have the lock; absent: the activity's own bound. */
  lockLimit?: number;
  /** Leaves a result without plan and steps. */
  brief?: boolean;
}

/** Waits for nothing, and cannot fail the run. */
export interface Follower {
  planned(made: { plan: Plan }): void;
  /** Before there was a plan. */
  refused(error: unknown): void;
  end(ending: Ending): Promise<void>;
}

/** Lock, plan, execute, unlock. */
export async function runPlanned(runbook: Runbook): Promise<RunResult> {
  const { kind, scope, request, follower } = runbook;
  const { by = 'unknown', reason } = request;
  const { workflowId } = workflowInfo();
  upsertSearchAttributes([
    ...scopeAttributes(scope),
    { key: attributes.workflow, value: kind },
    ...byAttribute(request.by),
    ...withoutCopied(),
  ]);
  const list = new Checklist(
    (now) => setCurrentDetails(detailsOf({ kind, scope, workflowId }, now)),
    () => workflowInfo().historyLength + 1,
  );
  setHandler(progress, () => list.progress(), { description: 'The plan and how far it is.' });
  const lock = new Lock({ scope, kind, by }, runbook.lockLimit);
  const reports = new Reports(
    { kind, scope, reason, noWayBack: request.noWayBack ? true : undefined, rehearses: runbook.rehearses },
    list,
    lock,
  );
  const limit = new Limit();
  const bound = new DownBound(limit.scope);
  const adapter = engineAdapter({
    lock,
    root: limit.scope,
    decisions: new Decisions(list, (waiting) => reports.waiting(waiting)),
    unlock: () => free(lock, list),
  });

  const prepare = async (): Promise<Plan> => {
    if (runbook.before) {
      list.phase(runbook.before.phase);
      await runbook.before.work();
    }
    list.phase('locking');
    await lock.take();
    list.phase('planning');
    const made = await lock.holding(runbook.plan);
    const { plan } = made;
    lock.follow(plan);
    list.begin(plan);
    setAttributes(plan);
    follower?.planned(made);
    if (request.expect && request.expect !== plan.hash) throw planChanged(plan, request.expect);
    return plan;
  };

  const work = async (): Promise<Ending> => {
    const prepared = await prepare().catch((error: unknown) => {
      follower?.refused(error);
      return endedEarly(worldly(error), adapter.cancelled());
    });
    if ('outcome' in prepared) return prepared;
    limit.begin(prepared.limit);
    return run(prepared, { by, reason }, list, bound.watch(prepared, adapter));
  };
  const ending = bound.apply(limit.apply(await limit.scope.run(work)));
  // Side by side: neither waits for the other, and the next run may have the lock meanwhile.
  await CancellationScope.nonCancellable(() => Promise.all([close(lock, list), reports.ended(ending)]));
  await follower?.end(ending);
  return finish(list, ending, runbook.brief);
}

async function run(
  plan: Plan,
  who: { by: string; reason?: string },
  list: Checklist,
  adapter: EngineAdapter,
): Promise<Ending> {
  if (plan.steps.length === 0) return { outcome: 'unchanged', failure: null };
  return execute(plan, who, list, adapter);
}

async function close(lock: Lock, list: Checklist): Promise<void> {
  await free(lock, list);
  await condition(allHandlersFinished);
}

/** A lock that is not freed must not hide how the run ended: the next run takes it from a closed one. */
async function free(lock: Lock, list: Checklist): Promise<void> {
  try {
    await lock.release(list.progress().plan?.operation ?? null);
  } catch (error) {
    const { code, message } = failureOf(worldly(error));
    list.warn(`The lock was not freed, the next run takes it over: ${code}: ${message}`);
  }
}

function setAttributes(plan: Plan): void {
  const { commit } = aboutPlan(plan);
  upsertSearchAttributes([
    ...scopeAttributes(plan.scope),
    ...(commit === null ? [] : [{ key: attributes.commit, value: commit }]),
    { key: attributes.operation, value: plan.operation },
    ...snapshotAttribute(plan),
  ]);
}

function planChanged(plan: Plan, expected: string): ApplicationFailure {
  const { hash, steps } = plan;
  const ids = steps.map(({ id }) => id).join(', ') || 'none';
  return ApplicationFailure.nonRetryable(
    `the plan is ${hash} now, not ${expected}: ${aboutPlan(plan).summary}, steps: ${ids}`,
    'PlanChanged',
  );
}

function worldly(error: unknown): unknown {
  if (isWorldly(error)) return error;
  throw error;
}
