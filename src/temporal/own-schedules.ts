/** A Schedule for each app that is backed up at its own times besides the night. */
import type { Client } from '@temporalio/client';
import { ownTimesOf } from '../fleet/file/backup/own-times';
import { isBackedUp } from '../fleet/file/lookup';
import type { Fleet } from '../fleet/file/types';
import type { CalendarRange, CalendarTimes } from '../fleet/file/values/calendar';
import { MINUTE } from '../lib/time';
import { nightTimeoutOf } from '../plan/backup/night-limits';
import { taskQueue } from '../protocol/names';
import { ensureSchedule, type WantedSchedule } from './ensure-schedule';

const PREFIX = 'roost-backup-';

export const ownScheduleId = (app: string): string => `${PREFIX}${app}`;

type Times = Pick<Fleet, 'apps' | 'backup' | 'timeZone'>;

/** Apps with own times. */
export const withOwnTimes = ({ apps, backup }: Pick<Fleet, 'apps' | 'backup'>): string[] =>
  backup
    ? Object.values(apps)
        .filter((app) => isBackedUp(app) && app.backup.at)
        .map(({ name }) => name)
    : [];

/** Of the apps whose own times Temporal has. */
export async function ownSchedules(client: Client): Promise<string[]> {
  const apps: string[] = [];
  for await (const { scheduleId } of client.schedule.list())
    if (scheduleId.startsWith(PREFIX)) apps.push(scheduleId.slice(PREFIX.length));
  return apps.sort();
}

/** Sets them, and deletes those of apps without. An operator's pause stays. */
export async function ensureOwnSchedules(client: Client, fleet: Times): Promise<void> {
  const wanted = withOwnTimes(fleet);
  for (const app of await ownSchedules(client))
    if (!wanted.includes(app)) await ensureSchedule(client, ownScheduleId(app), null);
  for (const app of wanted) await ensureSchedule(client, ownScheduleId(app), wantedOf(fleet, app));
}

const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(
  ' ',
);
const DAYS = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ');

/** Fields without a limit are left out: the server has them its own way. */
function calendarOf({ minute, hour, dayOfMonth, month, dayOfWeek }: CalendarTimes): CalendarSpec {
  const named = <T>(ranges: CalendarRange[], names: string[], first: number): T[] =>
    ranges.map(
      ({ start, end, step }) => ({ start: names[start - first], end: names[end - first], step }) as T,
    );
  const isAll = ([range, ...more]: CalendarRange[], count: number): boolean =>
    more.length === 0 && range!.step === 1 && range!.end - range!.start + 1 === count;
  return {
    minute,
    hour,
    ...(isAll(dayOfMonth, 31) ? {} : { dayOfMonth }),
    ...(isAll(month, 12) ? {} : { month: named<MonthRange>(month, MONTHS, 1) }),
    ...(isAll(dayOfWeek, 7) ? {} : { dayOfWeek: named<DayRange>(dayOfWeek, DAYS, 0) }),
    comment: 'its own times',
  };
}

type CalendarSpec = NonNullable<WantedSchedule['spec']['calendars']>[number];
type MonthRange = Extract<CalendarSpec['month'], readonly unknown[]>[number];
type DayRange = Extract<CalendarSpec['dayOfWeek'], readonly unknown[]>[number];

const wantedOf = ({ apps, backup, timeZone: timezone }: Times, app: string): WantedSchedule => ({
  spec: {
    calendars: ownTimesOf(apps[app]!).map(calendarOf),
    intervals: [],
    skip: [],
    timezone,
  },
  action: {
    type: 'startWorkflow',
    workflowType: 'nightlyBackup',
    workflowId: `own-backup-${app}`,
    taskQueue,
    args: [{ apps: [app], own: true, by: 'schedule' }],
    staticSummary: `backs up ${app} at its own times`,
    workflowExecutionTimeout: nightTimeoutOf(backup!),
  },
  // The next of its times replaces one that was missed for longer; two never run at once.
  policies: { overlap: 'SKIP', catchupWindow: 30 * MINUTE },
});
