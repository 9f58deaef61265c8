/** What the night does besides the apps' own runs. */
import { Context } from '@temporalio/activity';
import { backupPaths, changeStatus, logLine, type NightStatus } from '../backup';
import { appOf, backupOf, type BackupConfig, type Fleet } from '../fleet/config';
import type { NightPlan } from '../fleet/plan/night-types';
import type { Deps } from './deps';

/** Errors: `BadRequest` where the fleet file has no backup. */
export async function configured(deps: Deps): Promise<{ fleet: Fleet; config: BackupConfig }> {
  const fleet = await deps.fleet();
  return { fleet, config: backupOf(fleet) };
}

export async function planNight(deps: Deps, { apps, startedAt }: { apps?: string[]; startedAt: string | null }): Promise<NightPlan & { startedAt: string }> {
  const { fleet, config } = await configured(deps);
  const wanted = apps ? apps.map((app) => appOf(fleet, app)) : Object.values(fleet.apps).filter(({ backup }) => backup.from !== 'off');
  const now = new Date();
  const began = startedAt ?? now.toISOString();
  return {
    apps: wanted.map(({ name, host }) => ({ app: name, host })),
    atOnce: config.atOnce,
    left: Math.max(1_000, config.night - (now.getTime() - Date.parse(began))),
    startedAt: began,
  };
}

export async function recordNight(deps: Deps, night: Omit<NightStatus, 'endedAt' | 'run'>): Promise<void> {
  const { config } = await configured(deps);
  const { workflowExecution, scheduledTimestampMs } = Context.current().info;
  const paths = backupPaths(config.folder);
  const endedAt = new Date(scheduledTimestampMs).toISOString();
  let news = false;
  await changeStatus(paths.status, (status) => {
    news = status.night?.endedAt !== endedAt;
    status.night = { ...night, endedAt, run: workflowExecution?.workflowId ?? '' };
  });
  const bad = [...night.failed.map(({ app, code }) => `${app} ${code}`), ...(night.upkeep ? [`afterwards ${night.upkeep.code}`] : [])];
  if (news) await logLine(paths.log, `night of ${night.startedAt}: ${night.succeeded} apps succeeded${bad.length > 0 ? `; failed: ${bad.join(', ')}` : ''}`);
}
