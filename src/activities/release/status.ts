import { type AppConfig, appOf } from '../../fleet/file';
import type { StatusRequest } from '../../protocol/push';
import { currentRun } from '../activity';
import type { Deps } from '../deps';

/** Whether a status can be written at all: a token, and a repository at GitHub. A secret that cannot be read is told, and counts as none. */
export async function hasStatuses(deps: Deps, app: AppConfig): Promise<boolean> {
  try {
    return (await deps.statuses(app)) !== null;
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
  { app: name, commit, state, description, superseded }: StatusRequest,
): Promise<void> {
  const app = appOf(await deps.fleet(), name);
  const statuses = await deps.statuses(app);
  if (!statuses) return;
  const { workflowId, runId } = currentRun();
  const url = deps.runUrl(workflowId, runId);
  const common = { ...(url !== undefined && { url }), context: `roost/${name}` };
  await statuses.write(commit, { ...common, state, description: deps.redactor.scrub(description) });
  for (const each of superseded ?? [])
    await statuses.write(each, { ...common, state, description: `superseded by ${commit.slice(0, 7)}` });
}
