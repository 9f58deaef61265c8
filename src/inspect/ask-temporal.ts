import type { Context } from '../client/context';
import { toReport } from '../client/failure';
import type { Runs } from '../client/runs/types';

/** An answer of Temporal, or why there is none. For verbs that do without it. */
export type Asked<T> = { asked: true; answer: T } | { asked: false; why: string };

export async function askTemporal<T>(context: Context, ask: (runs: Runs) => Promise<T>): Promise<Asked<T>> {
  try {
    return { asked: true, answer: await ask(await context.runs()) };
  } catch (error) {
    return { asked: false, why: toReport(error).message };
  }
}

export type Alive = 'running' | 'closed' | 'unknown to this Temporal' | 'not asked';

/** Whether the run that holds something still goes on. */
export async function isAlive(context: Context, workflowId: string): Promise<Alive> {
  try {
    return (await (await context.runs()).look(workflowId)).status === 'running' ? 'running' : 'closed';
  } catch (error) {
    return toReport(error).code === 'UnknownRun' ? 'unknown to this Temporal' : 'not asked';
  }
}
