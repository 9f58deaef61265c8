/** A program of root as a detached job of a step. */
import { Context } from '@temporalio/activity';
import { RoostError } from '../../errors';
import { asRoot } from '../../host/provision';
import { currentRun } from '../activity';
import { jobIds } from '../scope/job-names';
import type { HostStepSite } from './site';

/**
 * Returns the end of its output. `what`: what did not happen if it fails. Errors: `ProvisionFailed`,
 * `JobLost`.
 */
export async function runAsRoot(
  { jobs, paths, host, guard, fence, work, context }: HostStepSite,
  input: string,
  what: string,
): Promise<string> {
  const { info } = Context.current();
  for (const id of jobIds(currentRun().runId, info.activityId, context.ordinal)) {
    const { state, tail } = await jobs.run(
      {
        folder: paths.jobs,
        id,
        argv: asRoot,
        input,
        isNew: info.attempt === 1,
        start: (start) => guard.fenced(fence, start),
      },
      work,
    );
    if (state.state !== 'done') continue;
    if (state.code === 0) return tail;
    throw new RoostError('ProvisionFailed', `${what} on ${host.name}: ${host.scrub(causeIn(tail))}`, {
      host: host.name,
    });
  }
  throw new RoostError('JobLost', `${what} on ${host.name}: the job was lost again and again.`, {
    step: context.step,
  });
}

/** apt says much before and after it. */
function causeIn(tail: string): string {
  const lines = tail.trim().split('\n');
  const errors = lines.filter((line) => /^(E:|dpkg: error)/.test(line));
  return (errors.length > 0 ? errors : lines).slice(-8).join('\n').slice(-1_500);
}
