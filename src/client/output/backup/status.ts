/** The status of the backups as text: for `roost status` and for `roost backup status`. Pure. */
import { fallenText, type AppView, type BackupView, type DrillView } from '../../../backup';
import { sentences } from '../../../lib/sentences';
import { MINUTE } from '../../../lib/time';
import { bytes, seconds, span, plural } from '../../../lib/units';
import { table } from '../table';
import { pairs } from '../text';
import type { Theme } from '../theme';
import { ago, moment } from '../time';

interface View {
  theme: Theme;
  now: Date;
}

/** One line for an app; none for an app without backups. */
export function appBackup(app: AppView | undefined, { theme, now }: View): string[] {
  if (!app) return [];
  const { paint } = theme;
  const { lastSuccess, lastAttempt, over, limit } = app;
  const made = lastSuccess
    ? [
        `${ago(lastSuccess.at, now)} of at most ${span(limit)}`,
        bytes(lastSuccess.bytes),
        `repository grew by ${bytes(lastSuccess.added)}`,
      ].join(', ')
    : `none yet; at most ${span(limit)} without`;
  const failed = lastAttempt?.error
    ? `; the last attempt ${ago(lastAttempt.at, now)} ended with ${lastAttempt.error.code}`
    : '';
  const text = `    backup: ${made}${failed}`;
  return [
    over ? paint.red(text) : failed || !lastSuccess ? paint.yellow(text) : text,
    ...[...fallen(app, { theme, now }), ...unnamed(app, theme)].map((line) => `      ${line}`),
    ...proven(app.drill, { theme, now }).map((line) => `    restore: ${line}`),
  ];
}

/** One line for each source that shrank much. */
function fallen({ lastSuccess }: AppView, { theme: { paint }, now }: View): string[] {
  const { fallen: all = {}, sources = {} } = lastSuccess ?? {};
  return Object.entries(all).map(([name, one]) =>
    paint.yellow(`${fallenText(name, one, sources)}, since ${ago(one.since, now)}`),
  );
}

const unnamed = ({ notBackedUp = [] }: AppView, { paint }: Theme): string[] =>
  notBackedUp.map((what) => paint.yellow(`not backed up: ${what}`));

/** What drills have proven. */
function proven(drill: DrillView | null, { theme: { paint }, now }: View): string[] {
  if (!drill) return [];
  const { proven: good, last, over, limit } = drill;
  const text = good
    ? sentences(
        `proven ${ago(good.at, now)}${limit === undefined ? '' : ` of at most ${span(limit)}`},`,
        `in ${span(good.seconds)}${good.rows ? `, ${plural(good.rows.rows, 'row')} compared` : ''}`,
      )
    : 'never proven';
  const failed = last.error ? `; the last drill ${ago(last.at, now)} ended with ${last.error.code}` : '';
  return [over || last.error ? paint.red(text + failed) : text];
}

/** A table of all apps with backups, then the fleet. `all`: names of the fleet's apps. */
export function backupStatusLines(all: string[], backup: BackupView, view: View): string[] {
  const off = all.filter((name) => !Object.hasOwn(backup.apps, name));
  const apps = Object.entries(backup.apps);
  const rows = apps.map(([name, app]) => appRow(name, app, view));
  const lines = table(['APP', 'LAST BACKUP', 'SIZE', 'TOOK', 'SNAPSHOT', 'LAST FAILURE'], rows, view.theme);
  for (const [name, app] of apps) {
    const warnings = [
      ...fallen(app, view),
      ...unnamed(app, view.theme),
      ...proven(app.drill, view).map((line) => `restore ${line}`),
    ];
    lines.push(...warnings.map((line) => `${name}: ${line}`));
  }
  if (off.length > 0)
    lines.push(view.theme.paint.dim(`Not backed up (backup.from is off): ${off.join(', ')}`));
  return [...lines, '', ...fleetLines(backup, view, '')];
}

function appRow(
  name: string,
  { lastSuccess, lastAttempt, over }: AppView,
  { theme: { paint }, now }: View,
): string[] {
  const when = lastSuccess ? `${moment(lastSuccess.at)}, ${ago(lastSuccess.at, now)}` : 'never';
  return [
    name,
    over ? paint.red(when) : lastSuccess ? paint.green(when) : paint.yellow(when),
    lastSuccess ? bytes(lastSuccess.bytes) : '',
    lastSuccess ? seconds(lastSuccess.seconds) : '',
    lastSuccess?.snapshot.slice(0, 8) ?? '',
    lastAttempt?.error ? paint.red(`${lastAttempt.error.code}, ${ago(lastAttempt.at, now)}`) : '',
  ];
}

/** The fleet's lines of `roost status`. */
export function backupLines(backup: BackupView | null, view: View): string[] {
  if (!backup) return [];
  const { paint } = view.theme;
  const lines = ['', paint.bold('backup')];
  if (backup.problem !== null) lines.push(paint.red(`  ${backup.problem}`));
  return [...lines, ...fleetLines(backup, view, '  ')];
}

/** Repository, nights, alerts. */
function fleetLines(backup: BackupView, view: View, indent: string): string[] {
  const { paint } = view.theme;
  return pairs(
    [
      ['repository', repository(backup, view)],
      ['read back', readBack(backup, view)],
      ['last night', lastNight(backup, view)],
      ['next night', nextNight(backup, view)],
      ...silence(backup, view),
      ...backup.alerts.map(({ says, since }): [string, string] => [
        'alert',
        paint.red(`${says} (since ${ago(since, view.now)})`),
      ]),
    ],
    indent,
  );
}

function repository(
  { repository: { bytes: size, former, measuredAt, budget } }: BackupView,
  { theme: { paint }, now }: View,
): string {
  if (size === null) return paint.dim('not measured yet');
  const change =
    former &&
    `${size < former.bytes ? '-' : '+'}${bytes(Math.abs(size - former.bytes))} since ${ago(former.at, now)}`;
  const text = [
    `${bytes(size)}${budget === null ? '' : ` of ${bytes(budget)}`}`,
    change,
    measuredAt && `measured ${ago(measuredAt, now)}`,
  ]
    .filter(Boolean)
    .join(', ');
  return budget !== null && size > budget ? paint.red(text) : text;
}

function readBack({ repository: { checked, damaged } }: BackupView, { theme: { paint }, now }: View): string {
  if (damaged)
    return paint.red(
      `part ${damaged.part} of ${damaged.parts} failed ${ago(damaged.at, now)}; ` +
        'until it succeeds, no snapshot is removed or copied',
    );
  if (!checked) return paint.dim('no part yet');
  return `part ${checked.part} of ${checked.parts}, ${ago(checked.at, now)}`;
}

function lastNight({ night }: BackupView, { theme: { paint }, now }: View): string {
  if (!night) return paint.dim('none yet');
  const { endedAt, succeeded, failed, skipped = [], upkeep } = night;
  const text = [`ended ${ago(endedAt, now)}`, `${plural(succeeded, 'app')} backed up`];
  if (skipped.length > 0) text.push(`nothing to back up of ${skipped.join(', ')}`);
  if (failed.length > 0)
    text.push(`${failed.length} failed: ${failed.map(({ app, code }) => `${app} (${code})`).join(', ')}`);
  if (upkeep) text.push(`upkeep failed: ${upkeep.code}`);
  return failed.length > 0 || upkeep ? paint.yellow(text.join(', ')) : text.join(', ');
}

/** Alerts that are older than this are no longer trusted. */
const SILENCE_MS = 15 * MINUTE;

function silence({ lookedAt }: BackupView, { theme: { paint }, now }: View): [string, string][] {
  if (lookedAt === null || now.getTime() - Date.parse(lookedAt) <= SILENCE_MS) return [];
  return [['alerts', paint.yellow(`last evaluated ${ago(lookedAt, now)}: check that the worker runs`)]];
}

/** As the worker last saw the Schedule: old if no worker runs. */
function nextNight({ schedule, lookedAt }: BackupView, { theme: { paint }, now }: View): string {
  if (lookedAt === null) return paint.dim('not known: no worker has run here yet');
  if (!schedule) return paint.red('none: there is no Schedule');
  if (schedule.paused) return paint.yellow('paused');
  const wait = schedule.next === null ? 0 : Date.parse(schedule.next) - now.getTime();
  if (wait <= 0) return paint.dim(`not known: the Schedule was last seen ${ago(schedule.at, now)}`);
  return `in ${span(wait / 1000)}, ${moment(schedule.next!)}`;
}
