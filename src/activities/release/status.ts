import { type AppConfig, appOf, type PlannedFleet } from '../../fleet/file';
import type { StatusRequest } from '../../protocol/push';
import { currentRun } from '../activity';
import type { Deps } from '../deps';
import { fleetOf } from '../scope/planned';

/**
 * Whether a status can be written at all: a token, and a repository at GitHub. A
 * secret that cannot be read is reported, and counts as none.
 */
export async function hasStatuses(deps: Deps, app: AppConfig, fleet: PlannedFleet): Promise<boolean> {
  try {
    return (await deps.statuses(app, fleet)) !== null;
  } catch (error) {
    deps.log.warn(
      { app: app.name, error: deps.redactor.scrub((error as Error).message) },
      'No commit status will be written',
    );
    return false;
  }
}

export async function writeStatus(
  deps: Deps,
  { app: name, commit, state, description, superseded, planned }: StatusRequest,
): Promise<void> {
  const fleet = await fleetOf(deps, { fleet: planned });
  const statuses = await deps.statuses(appOf(fleet, name), fleet);
  if (!statuses) return;
  const { workflowId, runId } = currentRun();
  const url = deps.runUrl(workflowId, runId);
  const common = { url, context: `roost/${name}` };
  await statuses.write(commit, { ...common, state, description: deps.redactor.scrub(description) });
  for (const each of superseded ?? [])
    await statuses.write(each, { ...common, state, description: `superseded by ${commit.slice(0, 7)}` });
}
