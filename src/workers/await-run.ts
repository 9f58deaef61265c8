/** Waits for a run that a step of another run has started. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Deps } from '../activities/deps';
import { RoostError } from '../errors';
import type { Temporal } from '../temporal/connect';
import { temporalRuns } from '../temporal/runs/client';
import { toReport } from '../temporal/runs/errors';
import type { RunView } from '../temporal/runs/types';
import { latestRun } from './latest-run';

const PACE_MS = 1_000;

export function awaitRunOf(temporal: Temporal): Deps['awaitRun'] {
  const runs = temporalRuns(temporal);
  return async ({ patience = Infinity, ...request }, { signal, leave }) => {
    await startOnce(() => runs.start({ ...request, once: true }));
    let cancelled: number | undefined;
    for (;;) {
      leave.throwIfAborted();
      if (signal.aborted && cancelled === undefined) {
        await reached(() => runs.cancel(request.id));
        cancelled = Date.now();
      }
      if (!(await latestRun(temporal.client, request.id))?.open) break;
      // It goes on undoing by itself.
      if (cancelled !== undefined && Date.now() - cancelled > patience)
        return { status: 'RUNNING', outcome: 'cancelled', failure: null };
      await new Promise((resolve) => setTimeout(resolve, PACE_MS));
    }
    const { status, outcome, failure }: RunView = await reached(() => runs.describe(request.id));
    return { status, outcome, failure };
  };
}

/** Another attempt may have started it: whatever its state, it is the one. */
async function startOnce(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unreached(error);
  }
}

async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw unreached(error);
  }
}

function unreached(error: unknown): Error {
  const { code, message } = toReport(error);
  if (code !== 'TemporalUnreachable') return error as Error;
  return new RoostError(code, message, {}, { cause: error });
}
