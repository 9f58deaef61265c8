/** The maintenance flag of one app. A person's flag is never touched. */
import { clearFlagArgv, parseFlag, replaceFlagArgv, roostFlag, setFlagArgv } from '../../../host/maintenance';
import { proxied, proxyOf } from '../../../host/proxies';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { currentRun } from '../../activity';
import { untilTaken } from '../../app/proxy';
import type { StepSite } from '../../app/site';

export async function setMaintenance(
  site: StepSite,
  args: ReleaseStepArgs['setMaintenance'],
): Promise<string> {
  const { proxy } = site.config;
  if (!proxy) return 'no proxy';
  const { flag, flagText } = proxyOf(proxy);
  const path = flag(site.app.name);
  if (!args.on) {
    const left = (await site.change(clearFlagArgv(path, true))).stdout.trim();
    if (left) return `kept on: ${left}`;
    await untilTaken(site, 'maintenance', false);
    return 'off';
  }
  const { workflowId } = currentRun();
  const line = roostFlag(workflowId, site.context.operation, new Date().toISOString());
  const ours = flagText(line, site.app.name, [proxied(site.app)]);
  const there = (await site.change(setFlagArgv(path, ours))).stdout.trim();
  if (!there) {
    await untilTaken(site, 'maintenance');
    return 'on';
  }
  if (parseFlag(there).owner !== 'roost') return `was on already: ${there}`;
  // Left by an ended run, or by an earlier attempt of this one.
  await site.change(replaceFlagArgv(path, ours));
  await untilTaken(site, 'maintenance');
  return 'on';
}
