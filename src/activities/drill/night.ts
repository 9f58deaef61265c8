/** Which apps are due for a drill, and the removal of what drills have left that no run ends any more. */
import { backupPaths, readStatus, type DrillStatus } from '../../backup';
import { RoostError } from '../../errors';
import { appOf, backupOf, drillHostOf, drillOf, fleetDrill, isDrilled, type Fleet } from '../../fleet/file';
import { HOUR } from '../../lib/time';
import { rehearsalPlan } from '../../plan/drill/rehearsal';
import type { DrillNightRequest } from '../../protocol/requests';
import type { StepReport } from '../../protocol/steps/activities';
import type { DrillNightPlan } from '../../protocol/steps/drill';
import { timed } from '../activity';
import { drillSite, type Site } from '../app/site';
import type { Deps } from '../deps';
import { listDrills, removeDrills } from './remove';

/** A drill of the day before began a little later than one of today would. */
const EARLY = 12 * HOUR;

/** Errors: `BadRequest` where a rehearsal has no host that may be filled. */
export async function planDrills(
  deps: Deps,
  { apps, rehearsal }: DrillNightRequest,
): Promise<DrillNightPlan> {
  const fleet = await deps.fleet();
  const backup = backupOf(fleet);
  if (rehearsal) return rehearsalPlan(fleet, rehearsal.host, rehearsal.scenario);
  const { drills } = await readStatus(backupPaths(backup.folder).status);
  const all = apps ? apps.map((app) => appOf(fleet, app)) : dueApps(fleet, drills, new Date());
  return {
    apps: all.map((app) => ({ app: app.name, host: drillHostOf(fleet, app) })),
    budget: fleetDrill(backup).budget,
    warnings: [],
  };
}

/** The oldest proof first; one that failed last comes behind those that were never tried. */
export function dueApps(fleet: Fleet, drills: Record<string, DrillStatus>, now: Date) {
  const backup = backupOf(fleet);
  const proven = (name: string): string => drills[name]?.proven?.at ?? '';
  const tried = (name: string): string => drills[name]?.last.at ?? '';
  const isRecentFailure = (name: string): boolean =>
    Boolean(drills[name]?.last.error) && now.getTime() - Date.parse(tried(name)) < 2 * 24 * HOUR;
  return Object.values(fleet.apps)
    .filter(isDrilled)
    .filter((app) => {
      const { at } = drills[app.name]?.proven ?? {};
      return at === undefined || now.getTime() - Date.parse(at) >= drillOf(backup, app).every - EARLY;
    })
    .sort(
      ({ name: a }, { name: b }) =>
        Number(isRecentFailure(a)) - Number(isRecentFailure(b)) ||
        proven(a).localeCompare(proven(b)) ||
        a.localeCompare(b),
    );
}

/** Errors of one host keep no other from being swept; they are warnings. */
export async function sweepDrills(deps: Deps): Promise<StepReport> {
  const fleet = await deps.fleet();
  const warnings: string[] = [];
  let gone = 0;
  const { seconds } = await timed(async () => {
    for (const { name } of Object.values(fleet.apps)) {
      try {
        gone += await sweep(deps, await drillSite(deps, name), name);
      } catch (error) {
        if (!(error instanceof RoostError)) throw error;
        warnings.push(
          deps.redactor
            .scrub(`What drills of ${name} have left was not searched for: ${error.message}`)
            .slice(0, 500),
        );
      }
    }
  });
  return { seconds, note: gone > 0 ? `removed what ${gone} drills had left` : undefined, warnings };
}

/** What was listed before the lock was seen free belongs to no run that takes the lock later. */
async function sweep(deps: Deps, { host, app, guard }: Site, name: string): Promise<number> {
  const { directory } = app;
  const listed = (await host.exec(listDrills(directory, name))).stdout.split('\n').filter(Boolean);
  if (listed.length === 0) return 0;
  const held = await guard.show();
  if (held && (held.plane !== deps.plane || (await deps.latestRun(held.workflowId))?.open)) return 0;
  await host.exec(removeDrills(listed, directory, name), { timeout: 20 * 60_000 });
  return listed.length;
}
