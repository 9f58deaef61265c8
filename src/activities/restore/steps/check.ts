import type { RestoreStepArgs } from '../../../protocol/steps/restore';
import { runCheck } from '../../app/containers/check';
import type { StepSite } from '../../app/site';

export const checkApp = (
  site: StepSite,
  { service, command }: RestoreStepArgs['checkApp'],
): Promise<string> => runCheck(site, service, command);
