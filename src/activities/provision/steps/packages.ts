/** Installs packages, as a detached job: a download may take long, and apt must not be cut off. */
import { callScript } from '../../../host/provision';
import { plural } from '../../../lib/units';
import { callOf } from '../../../plan/provision/kinds';
import type { ProvisionStepArgs } from '../../../protocol/steps/provision';
import type { StepAnswer } from '../../declare';
import { runAsRoot } from '../../host/root-job';
import type { HostStepSite } from '../../host/site';

export async function installPackages(
  site: HostStepSite,
  { sources, packages }: ProvisionStepArgs['installPackages'],
): Promise<StepAnswer> {
  const calls = sources.map((one) => [`do_${one.kind}`, ...callOf(one).args]);
  if (packages.length > 0) calls.push(['do_package', ...packages]);
  await runAsRoot(site, callScript(...calls), 'The packages were not installed');
  return plural(packages.length, 'package');
}
