/**
 * Adds missing runs to the audit from Temporal's list of closed runs: those
 * that were terminated, or whose own report was lost.
 */
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { Deps } from '../../activities/deps';
import { announceEnd } from '../../activities/reports/run-end';
import type { FinishedRun } from '../../activities/reports/types';
import { HOUR } from '../../lib/time';
import { aboutPlan } from '../../plan/about';
import { proofOf } from '../../plan/drill/proof';
import { searchAttribute } from '../../protocol/names';
import { appAndHost } from '../../protocol/scope';
import { closedRuns } from '../../temporal/runs/run-query';
import { endOf } from './ended';
import { mendBackup } from './mend';
import { startedOf } from './started';

/** A run that ended longer ago is recorded without a message: a new audit must not send old failures. */
const newsFor = HOUR;

/** Returns how many runs were missing. */
export async function sweep(client: Client, deps: Deps, since: Date | null): Promise<number> {
  let missing = 0;
  for await (const info of client.workflow.list({ query: closedRuns(since), pageSize: 200 })) {
    if (deps.audit.hasRun(info.runId)) continue;
    const closedAt = info.closeTime ?? new Date();
    const run = await finishedRun(client, info, closedAt);
    const isNews = run.result !== 'reset' && Date.now() - closedAt.getTime() < newsFor;
    await announceEnd(deps, run, isNews);
    if (isNews) await mendBackup(client, run);
    missing += 1;
  }
  return missing;
}

async function finishedRun(
  client: Client,
  info: WorkflowExecutionInfo,
  closedAt: Date,
): Promise<FinishedRun> {
  const { workflowId, runId, type } = info;
  const [{ request, who, origin, startedAt }, { result, failure, left }] = await Promise.all([
    startedOf(client, workflowId, runId),
    endOf(client, info),
  ]);
  const plan = left?.plan ?? null;
  const planned = plan && appAndHost(plan.scope);
  const keywords = Object.fromEntries(
    info.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, String(value)]),
  );
  return {
    report: {
      workflow: type,
      app: keywords[searchAttribute.app] ?? request.app ?? null,
      host: planned?.host ?? keywords[searchAttribute.host] ?? request.host ?? null,
      reason: request.reason,
      outcome: left?.outcome ?? null,
      failure,
      step: left?.steps.find(({ id }) => id === failure?.step)?.title ?? null,
      release: ((plan && aboutPlan(plan).commit) ?? keywords[searchAttribute.commit])?.slice(0, 7) ?? null,
      operation: plan?.operation ?? keywords[searchAttribute.operation] ?? null,
      lockSeconds: null,
      planned: plan?.scope.fleet,
      drill: proofOf(plan, left?.steps ?? []),
      wait: null,
    },
    workflowId,
    runId,
    result: result === 'terminated' && (await wasReset(client, info)) ? 'reset' : result,
    who,
    origin,
    startedAt,
    at: closedAt.toISOString(),
  };
}

/** A reset terminates a run and continues it in another one with the same first run. */
async function wasReset(client: Client, { workflowId, runId }: WorkflowExecutionInfo): Promise<boolean> {
  const [own, latest] = await Promise.all([
    client.workflow.getHandle(workflowId, runId).describe(),
    client.workflow.getHandle(workflowId).describe(),
  ]);
  const first = (of: typeof own) => of.raw.workflowExecutionInfo?.firstRunId;
  return latest.runId !== runId && first(own) === first(latest);
}
