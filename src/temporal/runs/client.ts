/** `Runs` over Temporal's client. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  TypedSearchAttributes,
  type SearchAttributePair,
} from '@temporalio/common';
import { RoostError } from '../../errors';
import { backupId, searchAttribute, taskQueue } from '../../protocol/names';
import { upkeep } from '../../protocol/night';
import { isRunResult } from '../../protocol/run';
import type { Decision, Progress, RunResult } from '../../protocol/run';
import type { Temporal } from '../connect';
import { listPollers } from '../pollers';
import { attemptsOf, isUntouched, summaryOf } from './describe';
import { innermost, reportOfResult, reportOfTemporal, resultOfFailure } from './errors';
import type { Attempt, RunRef, RunSummary, Runs, RunView, StartRequest } from './types';
import { visibilityQuery } from './visibility';

const QUERY_LIMIT = 3_000;
const CALL_LIMIT = 10_000;
const CALL_PACE = 3_000;

export function temporalRuns(temporal: Temporal): Runs {
  const { client, connection, namespace } = temporal;
  const inTime = <T>(ask: () => Promise<T>, limit = CALL_LIMIT): Promise<T> =>
    connection.withDeadline(Date.now() + limit, ask);
  const urlOf = (workflowId: string, runId: string): string | null =>
    temporal.uiUrl(workflowId, runId) ?? null;

  async function start(request: StartRequest): Promise<RunRef> {
    const { workflow, id, args, summary, details, timeout } = request;
    const options = {
      taskQueue,
      workflowId: id,
      args,
      staticSummary: summary,
      staticDetails: details,
      typedSearchAttributes: attributes(request),
      workflowExecutionTimeout: timeout,
    };
    const handle = await inTime(() => client.workflow.start(workflow, options));
    return { workflowId: id, runId: handle.firstExecutionRunId, url: urlOf(id, handle.firstExecutionRunId) };
  }

  async function progressOf(workflowId: string): Promise<Pick<RunView, 'progress' | 'silent'>> {
    try {
      return {
        progress: await inTime(
          () => client.workflow.getHandle(workflowId).query<Progress>('progress'),
          QUERY_LIMIT,
        ),
        silent: null,
      };
    } catch (error) {
      return {
        progress: null,
        silent: `no worker tells how far it is (${innermost(error)}); \`roost up\` starts one`,
      };
    }
  }

  /** Of the runs that a night has under way: as many as it may have side by side. */
  async function attemptsBelow(progress: Progress | null): Promise<Attempt[]> {
    const apps =
      progress?.steps
        .filter(({ id, state }) => state === 'running' && !Object.hasOwn(upkeep, id))
        .map(({ id }) => id) ?? [];
    const of = async (app: string): Promise<Attempt[]> => {
      const description = await inTime(() => client.workflow.getHandle(backupId(app)).describe());
      // Of the app, not of what it is just at.
      return attemptsOf(description).map((attempt) => ({
        ...attempt,
        app,
        since: description.startTime.toISOString(),
      }));
    };
    // One that has just ended has nothing to tell.
    return (await Promise.all(apps.map((app) => of(app).catch(() => [])))).flat();
  }

  /** The step at which a waiting run waits. */
  async function stepOf(run: RunSummary): Promise<string> {
    const { progress } = await progressOf(run.workflowId);
    return progress?.waiting?.title ?? 'a decision';
  }

  /** How a closed run ended: its result, or what its failure carries, or for a cancelled one its memo. */
  async function endOf(
    run: RunSummary,
    memo: Record<string, unknown> = {},
  ): Promise<Pick<RunView, 'result' | 'failure' | 'outcome'>> {
    try {
      const result = (await inTime(() =>
        client.workflow.getHandle(run.workflowId, run.runId).result(),
      )) as RunResult | null;
      const isRun = isRunResult(result);
      return {
        result: isRun ? result : null,
        failure: isRun ? reportOfResult(result) : null,
        outcome: isRun ? result.outcome : null,
      };
    } catch (error) {
      const result = resultOfFailure(error) ?? (memo.result as RunResult | undefined) ?? null;
      const failure = (result && reportOfResult(result)) ?? reportOfTemporal(error);
      if (failure?.code === 'TemporalUnreachable' || !failure) throw error;
      return { result, failure, outcome: result?.outcome ?? null };
    }
  }

  return {
    start,
    async requireWorker() {
      const workers = await inTime(() => listPollers(connection, namespace));
      if (workers.length === 0) throw noWorker(temporal.address);
    },
    async call<T>(request: StartRequest, onAttempts: (attempts: Attempt[]) => void) {
      const handle = client.workflow.getHandle((await start(request)).workflowId);
      const done = handle.result().then((value) => ({ value: value as T }));
      // The loop below may end first.
      done.catch(() => {});
      for (;;) {
        const ended = await Promise.race([done, sleep(CALL_PACE, undefined, { ref: false })]);
        if (ended) return ended.value;
        const description = await inTime(() => handle.describe());
        if (isUntouched(description)) {
          // Nobody waits for the answer any more, and a read leaves nothing to undo.
          await inTime(() => handle.terminate('no worker took it up'));
          throw noWorker(temporal.address);
        }
        onAttempts(attemptsOf(description));
      }
    },
    async look(workflowId) {
      const description = await inTime(() => client.workflow.getHandle(workflowId).describe());
      const run = summaryOf(description, urlOf);
      const open = {
        ...run,
        attempts: attemptsOf(description),
        progress: null,
        silent: null,
        result: null,
        failure: null,
      };
      if (run.status !== 'running') return { ...open, ...(await endOf(run, description.memo)) };
      const known = await progressOf(workflowId);
      return {
        ...open,
        ...known,
        attempts: [
          ...open.attempts,
          ...(run.workflow === 'nightlyBackup' ? await attemptsBelow(known.progress) : []),
        ],
      };
    },
    ended(workflowId, signal) {
      const done = connection.withAbortSignal(signal, () => client.workflow.getHandle(workflowId).result());
      return done.then(
        () => {},
        (error: unknown) => (error instanceof WorkflowFailedError ? undefined : new Promise(() => {})),
      );
    },
    async list(filter) {
      const found: RunSummary[] = [];
      const query = visibilityQuery(filter);
      // The newest come first; the loop ends the paging.
      for await (const execution of client.workflow.list({ query, pageSize: filter.limit })) {
        if (found.push(summaryOf(execution, urlOf)) >= filter.limit) break;
      }
      return Promise.all(
        found.map(async (run) => (run.waiting === null ? run : { ...run, waiting: await stepOf(run) })),
      );
    },
    async cancel(workflowId) {
      await inTime(() => client.workflow.getHandle(workflowId).cancel());
    },
    async decide(workflowId, decision: Decision) {
      await inTime(() => client.workflow.getHandle(workflowId).executeUpdate('decide', { args: [decision] }));
    },
    close: () => temporal.close(),
  };
}

function noWorker(address: string): RoostError {
  return new RoostError(
    'WorkerMissing',
    `Temporal answers at ${address}, but no worker of roost takes up its work`,
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
