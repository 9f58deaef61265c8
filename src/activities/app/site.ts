/** An app on its host, as activities address it. */
import { posix } from 'node:path';
import { Context } from '@temporalio/activity';
import { backupPaths, type BackupPaths } from '../../backup';
import { appOf, backupOf, hostOf, type AppConfig, type Fleet, type HostConfig } from '../../fleet/file';
import { endOneOffs } from '../../host/oneoff';
import type { AppGuard, ExecOptions, ExecResult, Fence, Host, Jobs } from '../../host/types';
import { appPaths } from '../../plan/names';
import type { Where } from '../../protocol/plan';
import type { StepContext, UnlockedContext } from '../../protocol/step-activities';
import type { Restic } from '../../restic';
import { currentRun } from '../activity';
import type { Deps } from '../deps';
import { attemptOf, type Attempt } from './attempt';
import { jobIds } from './job-names';

export interface Site {
  fleet: Fleet;
  app: AppConfig;
  config: HostConfig;
  host: Host;
  jobs: Jobs;
  guard: AppGuard;
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
    app,
    config,
    host,
    jobs: deps.jobs(host),
    guard: deps.guard(host, app),
    paths: appPaths(app.directory),
    source: posix.join(app.directory, app.source),
  };
}

/** Ends the app's jobs and one-offs, and waits until they are gone. `except`: jobs that go on. */
export async function endWork(site: Site, except: string[] = []): Promise<void> {
  await Promise.all([site.jobs.cancelAll(site.paths.jobs, except), endOneOffs(site.host, site.app.name)]);
}

/** A site for one step: changes go through the fence of the step's lease. */
export interface StepSite extends Site, Attempt {
  deps: Deps;
  where: Where;
  context: StepContext;
  fence: Fence;
  /** Runs a changing command while host and lock are as the plan expects. */
  change(argv: string[], options?: ExecOptions): Promise<ExecResult>;
  read(argv: string[], options?: ExecOptions): Promise<ExecResult>;
}

/** A site for a step that holds no lock: it works on the control host, and only reads or tidies on the app's. */
export interface ControlSite extends Site, Attempt {
  deps: Deps;
  where: Where;
  operation: string;
  workflowId: string;
  /** When the run began, as Temporal knows it: ms. */
  since(): Promise<number>;
  backup: BackupPaths;
  restic(options?: { onChild?: (pid: number) => void }): Promise<Restic>;
}

/** Errors: `BadRequest` where the fleet file has no backup any more. */
export async function controlSite(deps: Deps, { where, operation }: UnlockedContext): Promise<ControlSite> {
  const site = await siteOf(deps, where.app);
  const backup = backupOf(site.fleet);
  const attempt = attemptOf(Context.current());
  const { workflowId, runId } = currentRun();
  return {
    ...site,
    ...attempt,
    deps,
    where,
    operation,
    workflowId,
    since: async () => Date.parse((await deps.startOf(workflowId, runId)).startedAt),
    paths: appPaths(where.directory),
    backup: backupPaths(backup.folder),
    restic: (options) => deps.restic(backup.repository, { signal: attempt.signal, ...options }),
  };
}

export async function stepSite(deps: Deps, context: StepContext): Promise<StepSite> {
  const site = await siteOf(deps, context.where.app);
  const { info } = Context.current();
  const attempt = attemptOf(Context.current());
  const { signal } = attempt;
  const fence: Fence = {
    token: context.lease.token,
    runId: currentRun().runId,
    operation: context.operation,
    expect: context.expect,
    direction: context.direction,
  };
  if (fence.direction === 'undo') {
    // From now on the operation's forward steps are refused, whichever run comes with them.
    await site.guard.beginUndo(fence);
    // A step that was cancelled between two attempts has left its work on the host.
    await endWork(site, jobIds(fence.runId, info.activityId));
  }
  return {
    ...site,
    ...attempt,
    deps,
    where: context.where,
    context,
    fence,
    paths: appPaths(context.where.directory),
    source: posix.join(context.where.directory, context.where.source),
    change: (argv, options) => site.guard.change(fence, argv, { signal, ...options }),
    read: (argv, options) => site.host.exec(argv, { signal, ...options }),
  };
}
