/** The activities that take and free locks. */
import type { LockActivities } from '../../protocol/activities';
import { appAndHost } from '../../protocol/scope';
import { activity } from '../activity';
import { byLastFleet } from '../declare';
import type { Deps } from '../deps';
import { acquireLock, releaseLock } from './lock';
import { lockRules } from './lock-rules';

export const lockActivities = (deps: Deps): LockActivities => ({
  acquireLock: activity(
    deps,
    (request) => acquireLock(lockRules[request.kind].lastFleet ? byLastFleet(deps) : deps, request),
    ({ scope }) => appAndHost(scope),
  ),
  releaseLock: activity(
    deps,
    (lease, operation) => releaseLock(byLastFleet(deps), lease, operation),
    ({ scope }) => appAndHost(scope),
  ),
});
