/** The activities of backups, and of what the night does after them. */
import type { BackupActivities } from '../../protocol/activities';
import type { AppScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { BackupStepArgs, UnlockedKind } from '../../protocol/steps/backup';
import { activity } from '../activity';
import { learnSecrets } from '../app/secrets/secrets';
import { controlSite, stepSite, type ControlSite, type StepSite } from '../app/site';
import { byLastFleet, lockedSteps, unlockedSteps } from '../declare';
import type { Deps } from '../deps';
import { backupControl } from './night/control';
import { planNight, recordNight } from './night/night';
import { checkRepository, copyRepository, forgetSnapshots } from './night/repository-maintenance';
import { proveSnapshots } from './night/verify-snapshots';
import { planBackup } from './plan';
import { startCopied, stopToCopy } from './steps/cold';
import { dropCopies, takeCopy } from './steps/copies';
import { pullCopies } from './steps/pull';
import { recordBackup } from './steps/record';
import { snapshotCopies } from './steps/snapshot';

export function backupActivities(deps: Deps): BackupActivities & Pick<StepActivities, keyof BackupStepArgs> {
  // A night goes on while the fleet file is being changed.
  const steady = byLastFleet(deps);
  return {
    ...lockedSteps<Omit<BackupStepArgs, UnlockedKind>, StepSite, AppScope>(
      deps,
      { site: stepSite, prepare: learnSecrets },
      // An empty file after a power cut would be pulled as a good copy.
      { takeCopy: { run: takeCopy, durable: 'app' }, dropCopies, stopToCopy, startCopied },
    ),
    ...unlockedSteps<Pick<BackupStepArgs, UnlockedKind>, ControlSite, AppScope>(
      deps,
      { site: controlSite },
      { pullCopies, snapshotCopies, recordBackup },
    ),
    planBackup: activity(
      deps,
      (request, lease) => planBackup(steady, request, lease),
      ({ app }) => ({ app }),
    ),
    planNight: activity(deps, (request) => planNight(deps, request)),
    backupControl: activity(deps, () => backupControl(steady)),
    forgetSnapshots: activity(deps, (apps) => forgetSnapshots(steady, apps)),
    checkRepository: activity(deps, () => checkRepository(steady)),
    copyRepository: activity(deps, (apps) => copyRepository(steady, apps)),
    proveSnapshots: activity(deps, (apps) => proveSnapshots(steady, apps)),
    recordNight: activity(deps, (night) => recordNight(steady, night)),
  };
}
