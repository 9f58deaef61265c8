/**
 * The rehearsal of a lost host, or of damaged data: all its apps, whole, on the drill host. Pure. Errors:
 * `BadRequest`.
 */
import { RoostError } from '../../errors';
import { drillOf, isDrilled, liveOn } from '../../fleet/file/drill/of-app';
import { backupOf, hostOf } from '../../fleet/file/lookup';
import type { Fleet } from '../../fleet/file/types';
import { sentences } from '../../lib/sentences';
import type { DrillNightPlan } from '../../protocol/steps/drill';
import { dataOf } from '../backup/sources';

/** `lost`: absent: every host. Of `corruption` an app without data is no matter. */
export function rehearsalPlan(
  fleet: Fleet,
  lost?: string,
  scenario: 'host' | 'corruption' = 'host',
): DrillNightPlan {
  const times = scenario === 'corruption' ? 2 : 1;
  const backup = backupOf(fleet);
  const host = rehearsalHost(fleet);
  if (lost !== undefined) hostOf(fleet, lost);
  const all = Object.values(fleet.apps)
    .filter((app) => lost === undefined || app.host === lost)
    .filter((app) => scenario === 'host' || dataOf(app).length > 0);
  const apps = all.filter(isDrilled);
  if (apps.length === 0)
    throw new RoostError(
      'BadRequest',
      sentences(
        `No app of ${lost ?? 'the fleet'}${scenario === 'corruption' ? ' with data' : ''} is drilled:`,
        'nothing can be rehearsed.',
      ),
    );
  const left = all.filter((app) => !isDrilled(app)).map(({ name }) => name);
  const settings = apps.map((app) => drillOf(backup, app));
  return {
    apps: apps.map(({ name }) => ({ app: name, host })),
    budget: settings.reduce((sum, { limit }) => sum + times * limit, 0),
    warnings: left.length > 0 ? [`Not drilled, and so not rehearsed: ${left.join(', ')}`] : [],
    rehearsal: { rto: Math.max(...settings.map(({ rto }) => rto)) },
  };
}

/** A host that is named for drills, and on which no app serves. */
export function rehearsalHost(fleet: Fleet): string {
  const host = fleet.backup?.drill?.host;
  if (host === undefined)
    throw new RoostError(
      'BadRequest',
      'A rehearsal needs a host of its own: name one by backup.drill.host in the fleet file',
      { setting: 'backup.drill.host' },
    );
  const live = liveOn(fleet, host);
  if (live.length === 0) return host;
  throw new RoostError(
    'BadRequest',
    sentences(
      `${host} serves ${live.map(({ name }) => name).join(', ')}:`,
      'a rehearsal never fills a host that is live. Name another by backup.drill.host.',
    ),
    { host },
  );
}
