import type { ArchiveRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

/** Takes an app out of service with a last backup, or back into service. */
export async function archive(request: ArchiveRequest): Promise<RunResult> {
  const { app, undo } = request;
  return runPlanned({
    kind: 'archive',
    scope: { kind: 'app', app },
    request,
    plan: (lease) =>
      activity('planArchive', undo ? `Plan the way back of ${app}` : `Plan the archive of ${app}`)(
        request,
        lease,
      ),
  });
}
