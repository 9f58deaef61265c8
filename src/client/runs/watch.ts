/** Looks at a run again and again until it has ended or somebody has seen enough. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../../errors';
import { toReport } from '../../temporal/runs/errors';
import type { Runs, RunView } from '../../temporal/runs/types';

export interface WatchOptions {
  onView(view: RunView): void;
  /** Temporal did not answer; the run is not concerned by that. */
  onTrouble(message: string): void;
  /** True when there is no point in watching on. */
  enough?(view: RunView): boolean;
  interruption: AbortSignal;
  /** ms between two looks. */
  pace: number;
  /** ms for which Temporal may be away. */
  patience?: number;
}

/** The run as it was seen last; null when the watching was interrupted. */
export async function watch(runs: Runs, workflowId: string, options: WatchOptions): Promise<RunView | null> {
  const { interruption, pace, patience = 120_000 } = options;
  // A look at a run without a worker takes seconds, and Ctrl-C is answered at once.
  const interrupted = new Promise<null>((resolve) =>
    interruption.addEventListener('abort', () => resolve(null)),
  );
  let answered = Date.now();
  // Else the question would keep the command of somebody who has left.
  const over = new AbortController();
  let ended: Promise<unknown> = runs.ended(workflowId, over.signal);
  const wait = async (): Promise<void> => {
    const rest = new AbortController();
    const pause = sleep(pace, false, { signal: rest.signal }).catch(() => false);
    const told = await Promise.race([ended.then(() => true), pause, interrupted]);
    // Else its timer would keep the command.
    rest.abort();
    // Said once: a run that was reset goes on under the same name.
    if (told) ended = new Promise(() => {});
  };
  try {
    return await looking();
  } finally {
    over.abort();
  }

  async function looking(): Promise<RunView | null> {
    while (!interruption.aborted) {
      const view = await Promise.race([look(runs, workflowId, options), interrupted]);
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

async function look(runs: Runs, workflowId: string, options: WatchOptions): Promise<RunView | null> {
  try {
    return await runs.look(workflowId);
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
