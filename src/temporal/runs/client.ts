/** `Runs` over Temporal's client. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  TypedSearchAttributes,
  type SearchAttributePair,
} from '@temporalio/common';
import { RoostError } from '../../errors';
import { SECOND } from '../../lib/time';
import { backupId, searchAttribute, taskQueue } from '../../protocol/names';
import { upkeep } from '../../protocol/reports/night';
import { isRunResult } from '../../protocol/run';
import type { Decision, Progress, RunResult } from '../../protocol/run';
import type { Temporal } from '../connect';
import { listPollers } from '../pollers';
import { attemptsOf, isUntouched, summaryOf } from './describe';
import { innermost, reportOfResult, reportOfTemporal, resultOfFailure } from './errors';
import type { Attempt, RunFilter, RunRef, RunSummary, Runs, RunView, StartRequest } from './types';
import { visibilityQuery } from './visibility';

/** ms. */
const QUERY_LIMIT = 3 * SECOND;
const CALL_LIMIT = 10 * SECOND;
/** ms between two checks of a short run. */
const CALL_PACE = 3 * SECOND;

export const temporalRuns = (temporal: Temporal): Runs => new TemporalRuns(temporal);

const isRunId = (name: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);

class TemporalRuns implements Runs {
  constructor(private readonly temporal: Temporal) {}

  async requireWorker(): Promise<void> {
    const { connection, namespace, address } = this.temporal;
    const workers = await this.inTime(() => listPollers(connection, namespace));
    if (workers.length === 0) throw noWorker(address);
  }

  async start(request: StartRequest): Promise<RunRef> {
    const { workflow, id, args, summary, details, timeout, once } = request;
    const options = {
      taskQueue,
      workflowId: id,
      args,
      staticSummary: summary,
      staticDetails: details,
      typedSearchAttributes: attributes(request),
      workflowExecutionTimeout: timeout,
      workflowIdReusePolicy: once && ('REJECT_DUPLICATE' as const),
    };
    const { firstExecutionRunId: runId } = await this.inTime(() =>
      this.temporal.client.workflow.start(workflow, options),
    );
    return { workflowId: id, runId, url: this.urlOf(id, runId) };
  }

  async call<T>(request: StartRequest, onAttempts: (attempts: Attempt[]) => void): Promise<T> {
    const handle = this.handle((await this.start(request)).workflowId);
    const done = handle.result().then((value) => ({ value: value as T }));
    // The loop below may end first.
    done.catch(() => {});
    for (;;) {
      const ended = await Promise.race([done, sleep(CALL_PACE, undefined, { ref: false })]);
      if (ended) return ended.value;
      const description = await this.inTime(() => handle.describe());
      if (isUntouched(description)) {
        // The caller stops waiting, and a run that only reads leaves nothing to undo.
        await this.inTime(() => handle.terminate('no worker took it up'));
        throw noWorker(this.temporal.address);
      }
      onAttempts(attemptsOf(description));
    }
  }

  async describe(name: string): Promise<RunView> {
    const { workflowId, runId } = isRunId(name)
      ? await this.byRunId(name)
      : { workflowId: name, runId: undefined };
    const description = await this.inTime(() => this.handle(workflowId, runId).describe());
    const run = summaryOf(description, this.urlOf);
    const attempts = attemptsOf(description);
    if (run.status !== 'running') {
      const end = await this.endOf(run, description.memo);
      return { ...run, attempts, progress: null, silent: null, ...end };
    }
    const known = await this.progressOf(workflowId);
    if (run.workflow === 'nightlyBackup') attempts.push(...(await this.attemptsBelow(known.progress)));
    return { ...run, attempts, ...known, result: null, failure: null };
  }

  async ended(workflowId: string, signal: AbortSignal): Promise<void> {
    const { connection } = this.temporal;
    try {
      await connection.withAbortSignal(signal, () => this.handle(workflowId).result());
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) await new Promise(() => {});
    }
  }

  async list(filter: RunFilter): Promise<RunSummary[]> {
    const found: RunSummary[] = [];
    const query = visibilityQuery(filter);
    // The newest come first; the loop ends the paging.
    for await (const execution of this.temporal.client.workflow.list({ query, pageSize: filter.limit })) {
      if (found.push(summaryOf(execution, this.urlOf)) >= filter.limit) break;
    }
    return Promise.all(
      found.map(async (run) => (run.waiting === null ? run : { ...run, waiting: await this.stepOf(run) })),
    );
  }

  async cancel(workflowId: string): Promise<void> {
    await this.inTime(() => this.handle(workflowId).cancel());
  }

  async decide(workflowId: string, decision: Decision): Promise<void> {
    await this.inTime(() => this.handle(workflowId).executeUpdate('decide', { args: [decision] }));
  }

  close(): Promise<void> {
    return this.temporal.close();
  }

  private handle(workflowId: string, runId?: string): WorkflowHandle {
    return this.temporal.client.workflow.getHandle(workflowId, runId);
  }

  /** `limit`: ms. */
  private inTime<T>(ask: () => Promise<T>, limit = CALL_LIMIT): Promise<T> {
    return this.temporal.connection.withDeadline(Date.now() + limit, ask);
  }

  private readonly urlOf = (workflowId: string, runId: string): string | null =>
    this.temporal.uiUrl(workflowId, runId) ?? null;

  private async progressOf(workflowId: string): Promise<Pick<RunView, 'progress' | 'silent'>> {
    try {
      const query = (): Promise<Progress> => this.handle(workflowId).query<Progress>('progress');
      return { progress: await this.inTime(query, QUERY_LIMIT), silent: null };
    } catch (error) {
      const silent = `no worker reports the progress (${innermost(error)}); \`roost up\` starts one`;
      return { progress: null, silent };
    }
  }

  /** The attempts of the app backups that a nightly backup runs now. */
  private async attemptsBelow(progress: Progress | null): Promise<Attempt[]> {
    const running = progress?.steps.filter(({ state }) => state === 'running').map(({ id }) => id) ?? [];
    const apps = running.filter((id) => !Object.hasOwn(upkeep, id));
    // A run that has just ended has no attempts.
    return (await Promise.all(apps.map((app) => this.attemptsOfApp(app).catch(() => [])))).flat();
  }

  private async attemptsOfApp(app: string): Promise<Attempt[]> {
    const description = await this.inTime(() => this.handle(backupId(app)).describe());
    // The time of the app's whole run, not of its present activity.
    const since = description.startTime.toISOString();
    return attemptsOf(description).map((attempt) => ({ ...attempt, app, since }));
  }

  /** Errors: `UnknownRun`. */
  private async byRunId(runId: string): Promise<{ workflowId: string; runId: string }> {
    const query = `RunId = "${runId}"`;
    for await (const { workflowId } of this.temporal.client.workflow.list({ query, pageSize: 1 }))
      return { workflowId, runId };
    throw new RoostError('UnknownRun', `Temporal knows no run ${runId}`, { run: runId });
  }

  /** The step at which a waiting run waits. */
  private async stepOf(run: RunSummary): Promise<string> {
    const { progress } = await this.progressOf(run.workflowId);
    return progress?.waiting?.title ?? 'a decision';
  }

  /** The end of a closed run: its result, or that of its failure, or for a cancelled run that of its memo. */
  private async endOf(
    run: RunSummary,
    memo: Record<string, unknown> = {},
  ): Promise<Pick<RunView, 'result' | 'failure' | 'outcome'>> {
    try {
      const result: unknown = await this.inTime(() => this.handle(run.workflowId, run.runId).result());
      if (!isRunResult(result)) return { result: null, failure: null, outcome: null };
      return { result, failure: reportOfResult(result), outcome: result.outcome };
    } catch (error) {
      const result = resultOfFailure(error) ?? (memo.result as RunResult | undefined) ?? null;
      const failure = (result && reportOfResult(result)) ?? reportOfTemporal(error);
      if (failure?.code === 'TemporalUnreachable' || !failure) throw error;
      return { result, failure, outcome: result?.outcome ?? null };
    }
  }
}

function noWorker(address: string): RoostError {
  return new RoostError(
    'WorkerMissing',
    `Temporal answers at ${address}, but no worker of roost is running`,
    { address },
  );
}

function attributes({ app, host, workflow }: StartRequest): TypedSearchAttributes {
  const pairs = Object.entries({
    [searchAttribute.app]: app,
    [searchAttribute.host]: host,
    [searchAttribute.workflow]: workflow,
  }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return new TypedSearchAttributes(
    pairs.map(([name, value]): SearchAttributePair => ({
      key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD),
      value,
    })),
  );
}
