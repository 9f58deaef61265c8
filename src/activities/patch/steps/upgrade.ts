/** Upgrades packages, as a detached job: it may take long, and apt must not be cut off. */
import { callScript } from '../../../host/provision';
import { runAsRoot } from '../../host/root-job';
import type { HostStepSite } from '../../host/site';

export async function upgradePackages(site: HostStepSite): Promise<string> {
  const tail = await runAsRoot(site, callScript(['do_upgrade']), 'The packages were not upgraded');
  return /^\d+ upgraded, \d+ newly installed.*$/m.exec(tail)?.[0] ?? 'done';
}
