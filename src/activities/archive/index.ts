/** The activities of archives: the steps are those of backups, releases and restores. */
import type { ArchiveActivities } from '../../protocol/activities';
import { activity } from '../activity';
import type { Deps } from '../deps';
import { planArchive } from './plan';

export const archiveActivities = (deps: Deps): ArchiveActivities => ({
  planArchive: activity(
    deps,
    (request, lease) => planArchive(deps, request, lease),
    ({ app }) => ({ app }),
  ),
});
