import type { BackupRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

/** Where the request has none. */
const LOCK_LIMIT = 130 * 60_000;

/** Waits for no operator, and takes no longer than it may: a night of many apps waits for it. */
export async function backup(request: BackupRequest): Promise<RunResult> {
  return runPlanned({
    kind: 'backup',
    scope: { kind: 'app', app: request.app },
    request,
    lockLimit: request.lockLimit ?? LOCK_LIMIT,
    plan: (lease) => activity('planBackup', `Plan the backup of ${request.app}`)(request, lease),
    // Of each of a thousand children the night keeps what it needs to know.
    brief: request.night !== undefined,
  });
}
