import type { RestoreStepArgs } from '../../../protocol/steps/restore';
import { runCheck } from '../../app/containers/check';
import { appContainers } from '../../app/containers/containers';
import type { StepSite } from '../../app/site';

export const checkApp = async (
  site: StepSite,
  { service, command }: RestoreStepArgs['checkApp'],
): Promise<string> => runCheck(site, await appContainers(site), service, command);
