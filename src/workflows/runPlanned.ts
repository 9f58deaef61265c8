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
import type { Lease } from '../activities/types';
import type { Plan, RunResult } from '../fleet/plan/types';
import { attributes } from './attributes';
import { Checklist } from './checklist';
import { conclude, endedEarly } from './conclude';
import { Decisions } from './decisions';
import { detailsOf } from './details';
import { execute } from './engine/execute';
import type { Ending, Ports } from './engine/types';
import { failureOf, isWorldly } from './failure';
import { Lock } from './lock';
import { progress } from './messages';
import { portsOf } from './ports';
import { Statuses } from './statuses';
import { Reports } from './report';

/** A workflow that does what a plan says. */
export interface Runbook {
  workflow: string;
  request: { app: string; expect?: string; by?: string; reason?: string };
  plan: (lease: Lease) => Promise<{ plan: Plan; statuses?: true }>;
}

/** Lock, plan, execute, unlock. */
export async function runPlanned({ workflow, request, plan: makePlan }: Runbook): Promise<RunResult> {
  const { app, by = 'unknown', reason } = request;
  const { workflowId } = workflowInfo();
  upsertSearchAttributes([
    { key: attributes.app, value: app },
    { key: attributes.workflow, value: workflow },
  ]);
  const list = new Checklist((now) => setCurrentDetails(detailsOf({ workflow, app, workflowId }, now)));
  setHandler(progress, () => list.progress(), { description: 'The plan and how far it is.' });
  const lock = new Lock({ app, workflow, by });
  const statuses = new Statuses(app);
  const reports = new Reports({ workflow, app, reason }, list, lock);
  const ports = portsOf(lock, new Decisions(list, (waiting) => reports.waiting(waiting)));

  const prepare = async (): Promise<Plan> => {
    list.phase('locking');
    await lock.take();
    list.phase('planning');
    const { plan, statuses: wanted } = await lock.holding(makePlan);
    lock.operation = plan.operation;
    list.begin(plan);
    announce(plan);
    // Recorded with the plan: a run that was started without them stays without.
    if (wanted) statuses.begin(plan);
    if (request.expect && request.expect !== plan.hash) throw planChanged(plan, request.expect);
    return plan;
  };

  const prepared = await prepare().catch((error: unknown) => {
    statuses.refused(error);
    return endedEarly(worldly(error), ports.cancelled());
  });
  const ending = 'outcome' in prepared ? prepared : await run(prepared, { by, reason }, list, ports);
  // Side by side: neither waits for the other, and the next run may have the lock meanwhile.
  await CancellationScope.nonCancellable(() => Promise.all([close(lock, list), reports.ended(ending)]));
  await statuses.end(ending);
  return conclude(list, ending);
}

async function run(plan: Plan, who: { by: string; reason?: string }, list: Checklist, ports: Ports): Promise<Ending> {
  if (plan.steps.length === 0) return { outcome: 'unchanged', failure: null };
  return execute(plan, who, list, ports);
}

/** A lock that cannot be freed is no reason to hide how the run ended: the next run takes it from a closed one. */
async function close(lock: Lock, list: Checklist): Promise<void> {
  try {
    await lock.release(list.progress().plan?.operation ?? null);
  } catch (error) {
    const { code, message } = failureOf(worldly(error));
    list.warn(`The lock was not freed, the next run takes it over: ${code}: ${message}`);
  }
  await condition(allHandlersFinished);
}

function announce({ where, to, operation }: Plan): void {
  upsertSearchAttributes([
    { key: attributes.host, value: where.host },
    { key: attributes.commit, value: to.commit },
    { key: attributes.operation, value: operation },
  ]);
}

function planChanged({ hash, from, to, steps }: Plan, expected: string): ApplicationFailure {
  const ids = steps.map(({ id }) => id).join(', ') || 'none';
  const path = `${from?.commit?.slice(0, 7) ?? 'nothing'} → ${to.commit.slice(0, 7)}`;
  return ApplicationFailure.nonRetryable(`the plan is ${hash} now, not ${expected}: ${path}, steps: ${ids}`, 'PlanChanged');
}

function worldly(error: unknown): unknown {
  if (isWorldly(error)) return error;
  throw error;
}
