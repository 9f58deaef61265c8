import { proxyActivities } from '@temporalio/workflow';
import type { Activities, ActivityName } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { StepActivities, StepReport } from '../../protocol/steps/activities';
import type { Job } from '../engine/types';
import { optionsFor, optionsOf } from './options';

/** An activity outside a plan's steps, with what the history shows of it; `limit`: ms for all its tries. */
export function activity<K extends ActivityName>(name: K, summary: string, limit?: number): Activities[K] {
  return proxyActivities<Activities>(optionsFor(name, summary, limit))[name] as Activities[K];
}

/**
 * The activity of a step's kind. That its arguments fit is what `Call`
 * says, but cannot be shown to the compiler.
 */
export function callStep(job: Job, lease?: Lease): Promise<StepReport> {
  const run = proxyActivities<StepActivities>(optionsOf(job))[job.call.run] as (
    args: unknown,
    context: unknown,
  ) => Promise<StepReport>;
  return run(job.call.args, { ...job.context, lease });
}
