/** Finds restores that are not proven. Pure. */
import { drillOf, isDrilled } from '../fleet/file/drill/of-app';
import type { Fleet } from '../fleet/file/types';
import { sentences } from '../lib/sentences';
import { span } from '../lib/units';
import type { Alert, BackupStatus, DrillStatus } from './types';

/**
 * ms since the last proven restore; without one, since drills of the
 * app were first seen; null: they never were.
 */
export function proofAge(drill: DrillStatus | undefined, seen: string | undefined, now: Date): number | null {
  const since = drill?.proven?.at ?? seen;
  return since === undefined ? null : now.getTime() - Date.parse(since);
}

/** `seen`: when drills of each app were first seen. */
export function drillAlerts(
  { apps, backup }: Fleet,
  { drills }: BackupStatus,
  seen: Record<string, string>,
  now: Date,
): Alert[] {
  return Object.values(apps).flatMap((app): Alert[] => {
    const { name } = app;
    const drill = drills[name];
    if (!backup || !isDrilled(app)) return [];
    const alerts: Alert[] = [];
    const { last } = drill ?? {};
    if (last?.error)
      alerts.push({
        key: `drillFailed:${name}`,
        app: name,
        title: `${name} could not be restored in a drill`,
        says: sentences(
          `The drill of ${name} at ${last.at} did not prove its restore:`,
          `${last.error.code}: ${last.error.message.split('\n')[0]!.slice(0, 300)}`,
        ),
        hint: sentences(
          `\`roost show ${last.run}\` shows where it failed; \`roost drill ${name}\` tries it again.`,
          'The live app is not concerned.',
        ),
      });
    const age = proofAge(drill, seen[name], now);
    const limit = drillOf(backup, app).stale;
    // Where drills are made only by hand, none is due.
    if (!backup.drill || age === null || age <= limit) return alerts;
    const been = drill?.proven
      ? `was last proven ${span(age / 1000)} ago`
      : `has never been proven, and drills of it are on for ${span(age / 1000)}`;
    alerts.push({
      key: `drillStale:${name}`,
      app: name,
      title: `the restore of ${name} is not proven`,
      says: `The restore of ${name} ${been}; its limit is ${span(limit / 1000)}.`,
      hint: sentences(
        `\`roost runs ${name}\` shows its drills; \`roost drill ${name}\` makes one now.`,
        'If the days have too little time for all apps, raise backup.drill.budget.',
      ),
    });
    return alerts;
  });
}

/** Of rehearsals that the fleet file has the needs of yet. */
export function rehearsalAlerts(
  { cloudflare }: Pick<Fleet, 'cloudflare'>,
  { rehearsals = {} }: BackupStatus,
): Alert[] {
  return Object.entries(rehearsals).flatMap(([fire, { at, run, error }]): Alert[] => {
    if (!error || (fire === 'cloudflare' && !cloudflare)) return [];
    return [
      {
        key: `rehearsalFailed:${fire}`,
        app: null,
        title: `the rehearsal of ${fire} failed`,
        says: sentences(
          `The rehearsal of ${fire} at ${at} did not prove the recovery:`,
          `${error.code}: ${error.message.split('\n')[0]!.slice(0, 300)}`,
        ),
        hint: sentences(
          `\`roost show ${run}\` shows where it failed; \`roost drill dr --scenario ${fire}\` tries it again.`,
          'Nothing that is live is concerned.',
        ),
      },
    ];
  });
}
