/** Installs packages, as a detached job: a download may take long, and apt must not be cut off. */
import { Context } from '@temporalio/activity';
import { RoostError } from '../../../errors';
import { asRoot, callScript } from '../../../host/provision';
import { plural } from '../../../lib/units';
import { callOf } from '../../../plan/provision/kinds';
import type { ProvisionStepArgs } from '../../../protocol/steps/provision';
import { currentRun } from '../../activity';
import type { StepAnswer } from '../../declare';
import type { HostStepSite } from '../../host/site';
import { jobIds } from '../../scope/job-names';

export async function installPackages(
  { jobs, paths, host, guard, fence, work, context }: HostStepSite,
  { sources, packages }: ProvisionStepArgs['installPackages'],
): Promise<StepAnswer> {
  const { info } = Context.current();
  const calls = sources.map((one) => [`do_${one.kind}`, ...callOf(one).args]);
  if (packages.length > 0) calls.push(['do_package', ...packages]);
  for (const id of jobIds(currentRun().runId, info.activityId, context.ordinal)) {
    const { state, tail } = await jobs.run(
      {
        folder: paths.jobs,
        id,
        argv: asRoot,
        input: callScript(...calls),
        isNew: info.attempt === 1,
        start: (start) => guard.fenced(fence, start),
      },
      work,
    );
    if (state.state !== 'done') continue;
    if (state.code === 0) return plural(packages.length, 'package');
    throw new RoostError(
      'ProvisionFailed',
      `The packages were not installed on ${host.name}: ${host.scrub(causeIn(tail))}`,
      { host: host.name },
    );
  }
  throw new RoostError('JobLost', `The installation of packages on ${host.name} was lost again and again.`, {
    step: context.step,
  });
}

/** apt says much before and after it. */
function causeIn(tail: string): string {
  const lines = tail.trim().split('\n');
  const errors = lines.filter((line) => /^(E:|dpkg: error)/.test(line));
  return (errors.length > 0 ? errors : lines).slice(-8).join('\n').slice(-1_500);
}
