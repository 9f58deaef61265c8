/** What the night does besides the apps' own runs. */
import { Context } from '@temporalio/activity';
import { backupPaths, changeStatus, logLine } from '../../../backup';
import {
  appOf,
  backupOf,
  isBackedUp,
  isOfTheNight,
  type BackupConfig,
  type Fleet,
} from '../../../fleet/file';
import { sentences } from '../../../lib/sentences';
import { lockLimitOf, NIGHT_GRACE } from '../../../plan/backup/night-limits';
import type { NightPlan, NightSummary } from '../../../protocol/reports/night';
import { currentRun } from '../../activity';
import type { Deps } from '../../deps';

/** Errors: `BadRequest` where the fleet file has no backup. */
export async function configured(deps: Deps): Promise<{ fleet: Fleet; config: BackupConfig }> {
  const fleet = await deps.fleet();
  return { fleet, config: backupOf(fleet) };
}

export async function planNight(
  deps: Deps,
  { apps, own, startedAt }: { apps?: string[]; own?: true; startedAt: string },
): Promise<NightPlan> {
  const { fleet, warnings } = await usable(deps);
  const config = backupOf(fleet);
  const wanted = apps
    ? apps.filter((app) => !own || hasOwnTimes(fleet, app)).map((app) => appOf(fleet, app))
    : Object.values(fleet.apps).filter(isOfTheNight);
  const gone = (apps ?? []).filter((app) => !wanted.some(({ name }) => name === app));
  if (gone.length > 0)
    warnings.push(
      `The fleet file has no own times of ${gone.join(', ')} any more; \`roost schedules apply\` ends them.`,
    );
  return {
    apps: wanted.map(({ name, host }) => ({ app: name, host })),
    atOnce: config.atOnce,
    left: Math.max(1_000, config.night - (Date.now() - Date.parse(startedAt))),
    grace: NIGHT_GRACE,
    lockLimit: lockLimitOf(config),
    warnings,
  };
}

const hasOwnTimes = ({ apps }: Fleet, name: string): boolean => {
  const app = apps[name];
  return app?.backup.at !== undefined && isBackedUp(app);
};

/** A fleet file that somebody is just changing must not cost the night. */
async function usable(deps: Deps): Promise<{ fleet: Fleet; warnings: string[] }> {
  try {
    return { fleet: await deps.fleet(), warnings: [] };
  } catch (error) {
    const why = deps.redactor.scrub((error as Error).message).slice(0, 500);
    return {
      fleet: await deps.lastFleet(),
      warnings: [`The night goes by the last good fleet file: ${why}`],
    };
  }
}

export async function recordNight(deps: Deps, night: NightSummary): Promise<void> {
  const { config } = await configured(deps);
  const { scheduledTimestampMs } = Context.current().info;
  const paths = backupPaths(config.folder);
  const endedAt = new Date(scheduledTimestampMs).toISOString();
  let news = false;
  await changeStatus(paths.status, (status) => {
    news = status.night?.endedAt !== endedAt;
    status.night = { ...night, endedAt, run: currentRun().workflowId };
  });
  const { startedAt, succeeded, skipped = [] } = night;
  const bad = night.failed.map(({ app, code }) => `${app} ${code}`);
  if (night.upkeep) bad.push(`afterwards ${night.upkeep.code}`);
  const without = skipped.length > 0 ? `; nothing to back up: ${skipped.join(', ')}` : '';
  if (news)
    await logLine(
      paths.log,
      sentences(
        `night of ${startedAt}:`,
        `${succeeded} apps succeeded${without}${bad.length > 0 ? `; failed: ${bad.join(', ')}` : ''}`,
      ),
    );
}
