import type { RestoreStepArgs } from '../../../protocol/restore-steps';
import { runCheck } from '../../app/check';
import { appContainers } from '../../app/containers';
import type { StepSite } from '../../app/site';

export const checkApp = async (
  site: StepSite,
  { service, command }: RestoreStepArgs['checkApp'],
): Promise<string> => runCheck(site, await appContainers(site), service, command);
