/** All activities, made from their dependencies. Composed only in `src/workers`. */
import type { Activities } from '../protocol/activities';
import { archiveActivities } from './archive';
import { backupActivities } from './backup';
import { cloudflareActivities } from './cloudflare';
import type { Deps } from './deps';
import { drillActivities } from './drill';
import { hostActivities } from './host';
import { moveActivities } from './move';
import { patchActivities } from './patch';
import { provisionActivities } from './provision';
import { recoverActivities } from './recover';
import { rehearsalActivities } from './rehearsal';
import { releaseActivities } from './release';
import { reportActivities } from './reports';
import { restoreActivities } from './restore';
import { rotationActivities } from './rotation';
import { lockActivities } from './scope';

export const createActivities = (deps: Deps): Activities => ({
  ...lockActivities(deps),
  ...releaseActivities(deps),
  ...backupActivities(deps),
  ...restoreActivities(deps),
  ...drillActivities(deps),
  ...archiveActivities(deps),
  ...recoverActivities(deps),
  ...moveActivities(deps),
  ...hostActivities(deps),
  ...provisionActivities(deps),
  ...patchActivities(deps),
  ...cloudflareActivities(deps),
  ...rotationActivities(deps),
  ...rehearsalActivities(deps),
  ...reportActivities(deps),
});
