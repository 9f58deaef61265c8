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
import { commitOf, sourceName } from '../../plan/about';
import type { Lease } from '../../protocol/lock';
import type { BackupPlan, Plan, ReleasePlan } from '../../protocol/plan';
import type { RunResult } from '../../protocol/run';
import { execute } from '../engine/execute';
import type { Ending, Ports } from '../engine/types';
import { Statuses } from '../release/statuses';
import { attributes } from './attributes';
import { Checklist } from './checklist';
import { Decisions } from './decisions';
import { detailsOf } from './details';
import { portsOf } from './engine-adapter';
import { failureOf, isWorldly } from './failure';
import { conclude, endedEarly } from './finish';
import { Limit } from './limit';
import { Lock } from './lock';
import { progress } from './messages';
import { Reports } from './report';

/** A workflow that does what a plan says. */
export interface Runbook {
  workflow: string;
  request: { app: string; expect?: string; by?: string; reason?: string };
  plan: (lease: Lease) => Promise<{ plan: ReleasePlan; statuses?: true } | { plan: BackupPlan }>;
  /** ms for all tries to have the lock; absent: the activity's own bound. */
  lockLimit?: number;
  /** Leaves a result without plan and steps. */
  brief?: true;
}

/** Lock, plan, execute, unlock. */
export async function runPlanned({
  workflow,
  request,
  brief,
  lockLimit,
  plan: makePlan,
}: Runbook): Promise<RunResult> {
  const { app, by = 'unknown', reason } = request;
  const { workflowId } = workflowInfo();
  upsertSearchAttributes([
    { key: attributes.app, value: app },
    { key: attributes.workflow, value: workflow },
  ]);
  const list = new Checklist((now) => setCurrentDetails(detailsOf({ workflow, app, workflowId }, now)));
  setHandler(progress, () => list.progress(), { description: 'The plan and how far it is.' });
  const lock = new Lock({ app, workflow, by }, lockLimit);
  const statuses = new Statuses(app);
  const reports = new Reports({ workflow, app, reason }, list, lock);
  const limit = new Limit();
  const ports = portsOf({
    lock,
    root: limit.scope,
    decisions: new Decisions(list, (waiting) => reports.waiting(waiting)),
    unlock: () => free(lock, list),
  });

  const prepare = async (): Promise<Plan> => {
    list.phase('locking');
    await lock.take();
    list.phase('planning');
    const made = await lock.holding(makePlan);
    const { plan } = made;
    lock.operation = plan.operation;
    list.begin(plan);
    announce(plan);
    // Recorded with the plan: a run that was started without them stays without.
    if ('statuses' in made && made.statuses) statuses.begin(made.plan);
    if (request.expect && request.expect !== plan.hash) throw planChanged(plan, request.expect);
    return plan;
  };

  const work = async (): Promise<Ending> => {
    const prepared = await prepare().catch((error: unknown) => {
      statuses.refused(error);
      return endedEarly(worldly(error), ports.cancelled());
    });
    if ('outcome' in prepared) return prepared;
    limit.begin(prepared.limit);
    return run(prepared, { by, reason }, list, ports);
  };
  const ending = limit.judge(await limit.scope.run(work));
  // Side by side: neither waits for the other, and the next run may have the lock meanwhile.
  await CancellationScope.nonCancellable(() => Promise.all([close(lock, list), reports.ended(ending)]));
  await statuses.end(ending);
  return conclude(list, ending, brief);
}

async function run(
  plan: Plan,
  who: { by: string; reason?: string },
  list: Checklist,
  ports: Ports,
): Promise<Ending> {
  if (plan.steps.length === 0) return { outcome: 'unchanged', failure: null };
  return execute(plan, who, list, ports);
}

async function close(lock: Lock, list: Checklist): Promise<void> {
  await free(lock, list);
  await condition(allHandlersFinished);
}

/** A lock that cannot be freed is no reason to hide how the run ended: the next run takes it from a closed one. */
async function free(lock: Lock, list: Checklist): Promise<void> {
  try {
    await lock.release(list.progress().plan?.operation ?? null);
  } catch (error) {
    const { code, message } = failureOf(worldly(error));
    list.warn(`The lock was not freed, the next run takes it over: ${code}: ${message}`);
  }
}

function announce(plan: Plan): void {
  const commit = commitOf(plan);
  upsertSearchAttributes([
    { key: attributes.host, value: plan.where.host },
    ...(commit === null ? [] : [{ key: attributes.commit, value: commit }]),
    { key: attributes.operation, value: plan.operation },
  ]);
}

function planChanged(plan: Plan, expected: string): ApplicationFailure {
  const { hash, steps } = plan;
  const ids = steps.map(({ id }) => id).join(', ') || 'none';
  const path = plan.backup
    ? plan.backup.sources.map(sourceName).join(', ')
    : `${plan.from?.commit?.slice(0, 7) ?? 'nothing'} → ${plan.to.commit.slice(0, 7)}`;
  return ApplicationFailure.nonRetryable(
    `the plan is ${hash} now, not ${expected}: ${path}, steps: ${ids}`,
    'PlanChanged',
  );
}

function worldly(error: unknown): unknown {
  if (isWorldly(error)) return error;
  throw error;
}
