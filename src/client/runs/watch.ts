/** Queries a run until it ends, or until the caller stops. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../../errors';
import { MINUTE } from '../../lib/time';
import { toReport } from '../../temporal/runs/errors';
import type { Runs, RunView } from '../../temporal/runs/types';

export interface WatchOptions {
  onView(view: RunView): void;
  /** Temporal did not answer. The run continues. */
  onTrouble(message: string): void;
  /** True: stop watching. */
  enough?(view: RunView): boolean;
  interruption: AbortSignal;
  /** ms between two queries. */
  pace: number;
  /** ms for which Temporal may be away. */
  patience?: number;
}

type Watched = Pick<Runs, 'describe' | 'ended'>;

/** The last view of the run; null if interrupted. */
export async function watch(
  runs: Watched,
  workflowId: string,
  options: WatchOptions,
): Promise<RunView | null> {
  const { interruption, pace, patience = 2 * MINUTE } = options;
  // A query without a worker takes seconds; Ctrl-C must work at once.
  const interrupted = new Promise<null>((resolve) =>
    interruption.addEventListener('abort', () => resolve(null)),
  );
  let answered = Date.now();
  // Otherwise the pending request would keep the process alive.
  const over = new AbortController();
  let ended: Promise<unknown> = runs.ended(workflowId, over.signal);
  const wait = async (): Promise<void> => {
    const rest = new AbortController();
    const pause = sleep(pace, false, { signal: rest.signal }).catch(() => false);
    const isOver = await Promise.race([ended.then(() => true), pause, interrupted]);
    // Otherwise its timer would keep the process alive.
    rest.abort();
    // Only the first time: a run that was reset continues under the same id.
    if (isOver) ended = new Promise(() => {});
  };
  try {
    return await poll();
  } finally {
    over.abort();
  }

  async function poll(): Promise<RunView | null> {
    while (!interruption.aborted) {
      const view = await Promise.race([viewOf(runs, workflowId, options), interrupted]);
      if (interruption.aborted) break;
      if (view) {
        answered = Date.now();
        options.onView(view);
        if (view.status !== 'running' || options.enough?.(view)) return view;
      } else if (Date.now() - answered > patience) {
        throw lost(workflowId);
      }
      await wait();
    }
    return null;
  }
}

async function viewOf(runs: Watched, workflowId: string, options: WatchOptions): Promise<RunView | null> {
  try {
    return await runs.describe(workflowId);
  } catch (error) {
    const report = toReport(error);
    if (report.code !== 'TemporalUnreachable') throw error;
    options.onTrouble(report.message);
    return null;
  }
}

function lost(workflowId: string): RoostError {
  const message = `Temporal has not answered for a while; run ${workflowId} goes on as soon as it is back`;
  return new RoostError('TemporalUnreachable', message, { run: workflowId });
}
