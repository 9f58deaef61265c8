import { toReport } from '../temporal/runs/errors';
import type { Runs } from '../temporal/runs/types';
import type { InspectDeps } from './deps';

/** An answer of Temporal, or why there is none. For verbs that do without it. */
export type Asked<T> = { asked: true; answer: T } | { asked: false; why: string };

export async function askTemporal<T>(
  deps: Pick<InspectDeps, 'runs'>,
  ask: (runs: Pick<Runs, 'describe' | 'list'>) => Promise<T>,
): Promise<Asked<T>> {
  try {
    return { asked: true, answer: await ask(await deps.runs()) };
  } catch (error) {
    return { asked: false, why: toReport(error).message };
  }
}

export type Alive = 'running' | 'closed' | 'unknown to this Temporal' | 'not asked';

/** Whether the run that holds something still goes on. */
export async function isAlive(deps: Pick<InspectDeps, 'runs'>, workflowId: string): Promise<Alive> {
  try {
    return (await (await deps.runs()).describe(workflowId)).status === 'running' ? 'running' : 'closed';
  } catch (error) {
    return toReport(error).code === 'UnknownRun' ? 'unknown to this Temporal' : 'not asked';
  }
}
