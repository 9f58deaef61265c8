import type { Define } from '../program';
import { defineAudit } from './audit';
import { defineCancel } from './cancel';
import { defineCheck } from './check';
import { defineDecide } from './decide';
import { defineDeploy } from './deploy';
import { defineDown } from './down';
import { defineExitCodes } from './exit-codes';
import { defineInstall } from './install';
import { defineLock } from './lock';
import { defineMaintenance } from './maintenance';
import { defineNotify } from './notify';
import { defineReleases } from './releases';
import { defineResume } from './resume';
import { defineRollback } from './rollback';
import { defineRuns } from './runs';
import { defineShow } from './show';
import { defineStatus } from './status';
import { defineUninstall } from './uninstall';
import { defineUp } from './up';
import { defineWebhook } from './webhook';

/** In the order of the help, by what an operator is after. */
export const verbGroups: Record<string, Define[]> = {
  'Change what serves:': [defineDeploy, defineRollback],
  'See and steer runs:': [defineRuns, defineShow, defineDecide, defineCancel, defineReleases, defineAudit],
  'Straight over SSH, with Temporal down too:': [defineCheck, defineStatus, defineMaintenance, defineResume, defineLock],
  'Temporal, worker and gateway:': [defineUp, defineDown, defineInstall, defineUninstall, defineWebhook, defineNotify],
  'Help:': [defineExitCodes],
};
