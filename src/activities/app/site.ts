/** An app on its host, as activities address it. */
import { posix } from 'node:path';
import { Context } from '@temporalio/activity';
import { backupPaths, type BackupPaths } from '../../backup';
import { appOf, backupOf, hostOf, type AppConfig, type HostConfig } from '../../fleet/file';
import { appPaths } from '../../plan/names';
import type { AppScope } from '../../protocol/scope';
import type { StepContext, UnlockedContext } from '../../protocol/step-activities';
import type { Restic } from '../../restic';
import { currentRun } from '../activity';
import type { Deps } from '../deps';
import { attemptOf, type Attempt } from '../scope/attempt';
import { stepOn, type StepPart } from '../scope/step';
import type { ScopeSite } from '../scope/types';

export interface Site extends ScopeSite {
  app: AppConfig;
  config: HostConfig;
  paths: ReturnType<typeof appPaths>;
  /** The source folder, absolute. */
  source: string;
}

export async function siteOf(deps: Deps, name: string): Promise<Site> {
  const fleet = await deps.fleet();
  const app = appOf(fleet, name);
  const config = hostOf(fleet, app.host);
  const host = deps.host(config);
  return {
    fleet,
    scope: { kind: 'app', app: name },
    app,
    config,
    host,
    jobs: deps.jobs(host),
    guard: deps.guard(host, app.directory),
    paths: appPaths(app.directory),
    source: posix.join(app.directory, app.source),
  };
}

/** A site for one step: changes go through the fence of the step's lease. */
export type StepSite = Site & StepPart<AppScope>;

/** A site for a step that holds no lock: it works on the control host, and only reads or tidies on the app's. */
export interface ControlSite extends Site, Attempt {
  deps: Deps;
  scope: AppScope;
  operation: string;
  workflowId: string;
  /** When the run began, as Temporal knows it: ms. */
  since(): Promise<number>;
  backup: BackupPaths;
  restic(options?: { onChild?: (pid: number) => void }): Promise<Restic>;
}

/** Errors: `BadRequest` where the fleet file has no backup any more. */
export async function controlSite(
  deps: Deps,
  { scope, operation }: UnlockedContext<AppScope>,
): Promise<ControlSite> {
  const site = await siteOf(deps, scope.app);
  const backup = backupOf(site.fleet);
  const attempt = attemptOf(Context.current());
  const { workflowId, runId } = currentRun();
  return {
    ...site,
    ...attempt,
    deps,
    scope,
    operation,
    workflowId,
    since: async () => Date.parse((await deps.startOf(workflowId, runId)).startedAt),
    paths: appPaths(scope.directory),
    backup: backupPaths(backup.folder),
    restic: (options) => deps.restic(backup.repository, { signal: attempt.signal, ...options }),
  };
}

export async function stepSite(deps: Deps, context: StepContext<AppScope>): Promise<StepSite> {
  const { scope } = context;
  const site = await stepOn(deps, await siteOf(deps, scope.app), context);
  return {
    ...site,
    paths: appPaths(scope.directory),
    source: posix.join(scope.directory, scope.source),
  };
}
