/** The maintenance flag of one app. A person's flag is never touched. */
import type { StepArgs } from '../../fleet/plan/types';
import { Context } from '@temporalio/activity';
import { clearFlagArgv, flagPath, parseFlag, roostFlag, setFlagArgv } from '../../host/maintenance';
import type { StepSite } from '../site';

export async function setMaintenance(site: StepSite, args: StepArgs['setMaintenance']): Promise<string> {
  const { proxy } = site.config;
  if (!proxy) return 'no proxy';
  const path = flagPath(proxy.flags, site.app.name);
  if (!args.on) {
    const left = (await site.change(clearFlagArgv(path, true))).stdout.trim();
    return left ? `kept on: ${left}` : 'off';
  }
  const workflowId = Context.current().info.workflowExecution?.workflowId ?? '';
  const there = (await site.change(setFlagArgv(path, roostFlag(workflowId, site.context.operation, new Date().toISOString())))).stdout.trim();
  return there && parseFlag(there).owner !== 'roost' ? `was on already: ${there}` : 'on';
}
