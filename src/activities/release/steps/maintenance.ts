/** The maintenance flag of one app. A person's flag is never touched. */
import { clearFlagArgv, parseFlag, replaceFlagArgv, roostFlag, setFlagArgv } from '../../../host/maintenance';
import { proxyOf } from '../../../host/proxies';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { currentRun } from '../../activity';
import type { StepSite } from '../../app/site';

export async function setMaintenance(
  site: StepSite,
  args: ReleaseStepArgs['setMaintenance'],
): Promise<string> {
  const { proxy } = site.config;
  if (!proxy) return 'no proxy';
  const path = proxyOf(proxy).flag(site.app.name);
  if (!args.on) {
    const left = (await site.change(clearFlagArgv(path, true))).stdout.trim();
    return left ? `kept on: ${left}` : 'off';
  }
  const { workflowId } = currentRun();
  const ours = roostFlag(workflowId, site.context.operation, new Date().toISOString());
  const there = (await site.change(setFlagArgv(path, ours))).stdout.trim();
  if (!there) return 'on';
  if (parseFlag(there).owner !== 'roost') return `was on already: ${there}`;
  // Left by an ended run, or by an earlier attempt of this one.
  await site.change(replaceFlagArgv(path, ours));
  return 'on';
}
