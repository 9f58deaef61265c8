/** The times at which an app is backed up besides the night, and what follows from them. Pure. */
import { HOUR, MINUTE } from '../../../lib/time';
import type { AppConfig } from '../app/types';
import { isBackedUp } from '../lookup';
import { gapsOf, minutesOf, parseTimes, type CalendarTimes } from '../values/calendar';
import type { BackupConfig, RetentionConfig } from './types';

/** A backup takes its time, and clocks are set by an hour twice a year. */
const SLACK = 2 * HOUR;
/** Of an app that is backed up several times a day: else one of a day would stay. */
const HOURLY = 24;

/** Empty: only the night backs it up. */
export const ownTimesOf = ({ backup }: Pick<AppConfig, 'backup'>): CalendarTimes[] =>
  (backup.at ?? []).map((one) => parseTimes(one)!);

/** Apps that nights copy: one may have only its own times. */
export const isOfTheNight = (app: AppConfig): boolean => isBackedUp(app) && app.backup.night !== false;

const nightOf = ({ at }: Pick<BackupConfig, 'at'>): CalendarTimes =>
  parseTimes(`${at.minute} ${at.hour} * * *`)!;

/** ms between two backups of it, at most: by its own times, and the nights'. */
export function longestGapOf(
  { backup: own }: Pick<AppConfig, 'backup'>,
  backup: BackupConfig,
): number | null {
  const gaps = gapsOf([...ownTimesOf({ backup: own }), ...(own.night === false ? [] : [nightOf(backup)])]);
  return gaps && gaps.longest * MINUTE;
}

/** ms without a success after which an app is an alert. */
export function staleOf(app: Pick<AppConfig, 'backup'>, backup: BackupConfig): number {
  if (app.backup.stale !== undefined) return app.backup.stale;
  const longest = app.backup.at ? longestGapOf(app, backup) : null;
  return longest === null ? backup.stale : longest + SLACK;
}

/** What an app says of it, else as the fleet. */
export function retentionOf(
  app: Pick<AppConfig, 'backup'> | undefined,
  fleet: RetentionConfig,
): RetentionConfig {
  const { retention = {}, at } = app?.backup ?? {};
  const own = Object.entries(retention).filter(([, count]) => count !== undefined);
  const hourly = fleet.hourly === undefined || fleet.hourly === 0 ? HOURLY : fleet.hourly;
  return { ...fleet, ...(at ? { hourly } : {}), ...Object.fromEntries(own) };
}

/** Own times at which the night begins as well: of two backups at once one is left out. */
export function timesOfTheNight(app: AppConfig, { at }: Pick<BackupConfig, 'at'>): string[] {
  if (app.backup.night === false) return [];
  const night = at.hour * 60 + at.minute;
  return (app.backup.at ?? []).filter((one) => minutesOf(parseTimes(one)!).includes(night));
}
