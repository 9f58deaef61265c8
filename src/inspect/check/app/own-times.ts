/** What an app's own times of its backup mean, and what they do not go with. Pure. */
import {
  isBackedUp,
  longestGapOf,
  ownTimesOf,
  retentionOf,
  staleOf,
  timesOfTheNight,
  type AppConfig,
  type Fleet,
} from '../../../fleet/file';
import { minutesOf } from '../../../fleet/file/values/calendar';
import { sentences } from '../../../lib/sentences';
import { span } from '../../../lib/units';
import { leftOutBy } from '../../../lib/zone';
import { ok, warn, type Finding } from '../types';

const CHECK = 'backup times';

export function ownTimesFindings(
  app: AppConfig,
  { backup, timeZone }: Pick<Fleet, 'backup' | 'timeZone'>,
  now: Date,
): Finding[] {
  const { at, night, stop, stale } = app.backup;
  if (!at || !isBackedUp(app)) return [];
  const key = `apps.${app.name}.backup`;
  if (!backup)
    return [
      warn(CHECK, `${key}.at says when, and nothing where to`, 'add backup.repository to the fleet file'),
    ];
  const times = ownTimesOf(app);
  const aDay = new Set(times.flatMap(minutesOf)).size;
  const found: Finding[] = [];
  const both = timesOfTheNight(app, backup);
  if (both.length > 0)
    found.push(
      warn(
        CHECK,
        `${both.join(', ')} is the time of the night too: of two backups at once one is left out`,
        `leave it out of ${key}.at, or write night: false there`,
      ),
    );
  const { hourly = 0 } = retentionOf(app, backup.retention);
  if (hourly < aDay && aDay > 1)
    found.push(
      warn(
        CHECK,
        sentences(
          `it is backed up up to ${aDay} times a day,`,
          `and retention keeps ${hourly === 0 ? 'one of a day' : `${hourly} by the hour`}`,
        ),
        `write a larger ${key}.retention.hourly`,
      ),
    );
  if (stop && aDay > 1)
    found.push(
      warn(
        CHECK,
        `it is stopped for each of its copies (stop: true), up to ${aDay} times a day`,
        `write fewer times in ${key}.at`,
      ),
    );
  const gap = longestGapOf(app, backup);
  if (gap !== null && stale !== undefined && stale <= gap)
    found.push(
      warn(
        CHECK,
        sentences(
          `up to ${span(gap / 1000)} lie between two of its backups,`,
          `and it is an alert after ${span(stale / 1000)}`,
        ),
        `raise ${key}.stale, or leave it out: it follows the times`,
      ),
    );
  for (const { day, begin, end } of leftOutBy(timeZone, now.getTime())) {
    const out = at.filter((_, i) => minutesOf(times[i]!).some((minute) => minute >= begin && minute < end));
    if (out.length > 0)
      found.push(
        warn(
          CHECK,
          `on ${day} the clocks of ${timeZone} leave out ${out.join(', ')}: no backup then`,
          `write another time in ${key}.at`,
        ),
      );
  }
  if (found.length > 0) return found;
  const besides = night === false ? '' : ', besides the night';
  return [
    ok(
      CHECK,
      `${at.join(', ')} (${timeZone})${besides}; an alert after ${span(staleOf(app, backup) / 1000)}`,
    ),
  ];
}
