/** An app on its host, as activities address it. */
import { posix } from 'node:path';
import { Context } from '@temporalio/activity';
import { backupPaths, type BackupPaths } from '../../backup';
import {
  appOf,
  backupOf,
  drillHostOf,
  hostOf,
  movedFleet,
  type AppConfig,
  type HostConfig,
  type PlannedFleet,
} from '../../fleet/file';
import { homeOf } from '../../host/home';
import { appPaths, drillDirectory, drillName } from '../../plan/names';
import type { AppScope } from '../../protocol/scope';
import type { StepContext, UnlockedContext } from '../../protocol/steps/activities';
import type { Restic } from '../../restic';
import { currentRun } from '../activity';
import type { Deps } from '../deps';
import { attemptOf, type Attempt } from '../scope/attempt';
import { fleetOf } from '../scope/planned';
import { stepOn, type StepPart } from '../scope/step';
import type { ScopeSite } from '../scope/types';

export interface Site extends ScopeSite {
  app: AppConfig;
  config: HostConfig;
  paths: ReturnType<typeof appPaths>;
  /** The source folder, absolute. */
  source: string;
}

/** By the fleet file as it is now. Errors: `UnknownApp`, and those of the file. */
export async function siteOf(deps: Deps, name: string): Promise<Site> {
  const fleet = await deps.fleet();
  return placed(deps, fleet, appOf(fleet, name));
}

/**
 * Where drills of the app run, with lock, marks and folder of their own.
 * Errors: as of `siteOf`, and those of the host.
 */
export async function drillSite(deps: Deps, name: string): Promise<Site> {
  const fleet = await deps.fleet();
  const app = appOf(fleet, name);
  const host = drillHostOf(fleet, app);
  const directory = drillDirectory(await homeOf(deps.host(hostOf(fleet, host))), name);
  return placed(deps, fleet, { ...app, host, directory }, true);
}

/** As it was planned, wherever the fleet file has the app by now. */
export async function plannedSite(deps: Deps, scope: AppScope): Promise<Site> {
  const fleet = await fleetOf(deps, scope);
  const { host, directory, source, drill } = scope;
  return placed(deps, fleet, { ...appOf(fleet, scope.app), host, directory, source }, drill);
}

function placed(deps: Deps, fleet: PlannedFleet, app: AppConfig, drill?: true): Site {
  const config = hostOf(fleet, app.host);
  const host = deps.host(config);
  return {
    fleet,
    scope: { kind: 'app', app: app.name, drill },
    app,
    config,
    host,
    jobs: deps.jobs(host),
    guard: deps.guard(host, app.directory),
    paths: appPaths(app.directory),
    source: posix.join(app.directory, app.source),
  };
}

/**
 * Parts that have the app on that host, whatever the fleet file says.
 * Errors: `UnknownApp`, `UnknownHost`.
 */
export async function depsOn(deps: Deps, app: string, on: string | undefined): Promise<Deps> {
  if (on === undefined) return deps;
  const fleet = movedFleet(await deps.fleet(), app, on);
  return { ...deps, fleet: async () => fleet };
}

/** A site for one step: changes go through the fence of the step's lease. */
export type StepSite = Site & StepPart<AppScope>;

/**
 * A site for a step that holds no lock: it works on the control
 * host, and only reads or tidies on the app's.
 */
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

/** Errors: `BadRequest` where there is no backup. */
export async function controlSite(
  deps: Deps,
  { scope, operation }: UnlockedContext<AppScope>,
): Promise<ControlSite> {
  const site = await plannedSite(deps, scope);
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
    backup: backupPaths(backup.folder),
    restic: (options) =>
      deps.restic(backup.repository, { signal: attempt.signal, secrets: site.fleet.secrets, ...options }),
  };
}

export async function stepSite(deps: Deps, context: StepContext<AppScope>): Promise<StepSite> {
  const site = await stepOn(deps, await plannedSite(deps, context.scope), context);
  return context.scope.drill ? inScratch(site) : site;
}

/**
 * The steps of a drill find a folder of the operation where the app's folder
 * would be, and another name on all they make.
 */
function inScratch(site: StepSite): StepSite {
  const directory = posix.join(site.scope.directory, site.context.operation);
  const scope = { ...site.scope, directory };
  const app = { ...site.app, name: drillName(site.app.name), directory };
  return { ...site, scope, app, source: posix.join(directory, scope.source) };
}
