/** How the backups stand, as text: beneath what serves, and on their own. Pure. */
import { fallenText, type AppView, type BackupView } from '../../backup';
import { bytes, seconds, span, plural } from '../../lib/units';
import { table } from './table';
import { pairs } from './text';
import type { Theme } from './theme';
import { ago, moment } from './time';

interface Looking {
  theme: Theme;
  now: Date;
}

/** One line of an app; none of one that is not backed up. */
export function appBackup(app: AppView | undefined, { theme, now }: Looking): string[] {
  if (!app) return [];
  const { paint } = theme;
  const { lastSuccess, lastAttempt, over, limit } = app;
  const made = lastSuccess
    ? `${ago(lastSuccess.at, now)} of at most ${span(limit)}, ${bytes(lastSuccess.bytes)}, ${bytes(lastSuccess.added)} of it new`
    : `none yet; at most ${span(limit)} without`;
  const failed = lastAttempt?.error
    ? `; the last attempt ${ago(lastAttempt.at, now)} ended with ${lastAttempt.error.code}`
    : '';
  const text = `    backup: ${made}${failed}`;
  return [
    over ? paint.red(text) : failed || !lastSuccess ? paint.yellow(text) : text,
    ...fallen(app, { theme, now }).map((line) => `      ${line}`),
  ];
}

/** One line for each source that has much less than it had. */
function fallen({ lastSuccess }: AppView, { theme: { paint }, now }: Looking): string[] {
  const { fallen: all = {}, sources = {} } = lastSuccess ?? {};
  return Object.entries(all).map(([name, one]) =>
    paint.yellow(`${fallenText(name, one, sources)}, since ${ago(one.since, now)}`),
  );
}

/** Every app that is backed up, as a table, then the fleet. `all`: names of the fleet's apps. */
export function backupStatusLines(all: string[], backup: BackupView, view: Looking): string[] {
  const off = all.filter((name) => !Object.hasOwn(backup.apps, name));
  const rows = Object.entries(backup.apps).map(([name, app]) => appRow(name, app, view));
  return [
    ...table(['APP', 'LAST BACKUP', 'SIZE', 'TOOK', 'SNAPSHOT', 'LAST FAILURE'], rows, view.theme),
    ...Object.entries(backup.apps).flatMap(([name, app]) =>
      fallen(app, view).map((line) => `${name}: ${line}`),
    ),
    ...(off.length === 0
      ? []
      : [view.theme.paint.dim(`Not backed up (backup.from is off): ${off.join(', ')}`)]),
    '',
    ...fleetLines(backup, view, ''),
  ];
}

function appRow(
  name: string,
  { lastSuccess, lastAttempt, over }: AppView,
  { theme: { paint }, now }: Looking,
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

/** Of the fleet, beneath what serves. */
export function backupLines(backup: BackupView | null, view: Looking): string[] {
  if (!backup) return [];
  const { paint } = view.theme;
  return [
    '',
    paint.bold('backup'),
    ...(backup.problem === null ? [] : [paint.red(`  ${backup.problem}`)]),
    ...fleetLines(backup, view, '  '),
  ];
}

/** Repository, nights, alerts. */
function fleetLines(backup: BackupView, view: Looking, indent: string): string[] {
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
  { theme: { paint }, now }: Looking,
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

function readBack(
  { repository: { checked, damaged } }: BackupView,
  { theme: { paint }, now }: Looking,
): string {
  if (damaged)
    return paint.red(
      `part ${damaged.part} of ${damaged.parts} could not be, ${ago(damaged.at, now)}: until it can, nothing is forgotten or copied`,
    );
  if (!checked) return paint.dim('no part yet');
  return `part ${checked.part} of ${checked.parts}, ${ago(checked.at, now)}`;
}

function lastNight({ night }: BackupView, { theme: { paint }, now }: Looking): string {
  if (!night) return paint.dim('none yet');
  const { endedAt, succeeded, failed, skipped = [], upkeep } = night;
  const text = [`ended ${ago(endedAt, now)}`, `${plural(succeeded, 'app')} backed up`];
  if (skipped.length > 0) text.push(`nothing to back up of ${skipped.join(', ')}`);
  if (failed.length > 0)
    text.push(`${failed.length} failed: ${failed.map(({ app, code }) => `${app} (${code})`).join(', ')}`);
  if (upkeep) text.push(`upkeep failed: ${upkeep.code}`);
  return failed.length > 0 || upkeep ? paint.yellow(text.join(', ')) : text.join(', ');
}

/** Looks that stay away are no sign that all is well. */
const SILENCE_MS = 15 * 60_000;

function silence({ lookedAt }: BackupView, { theme: { paint }, now }: Looking): [string, string][] {
  if (lookedAt === null || now.getTime() - Date.parse(lookedAt) <= SILENCE_MS) return [];
  return [['alerts', paint.yellow(`the worker has looked for them ${ago(lookedAt, now)}: see that it runs`)]];
}

/** By what the worker saw: it may be an hour old where no worker runs. */
function nextNight({ schedule, lookedAt }: BackupView, { theme: { paint }, now }: Looking): string {
  if (lookedAt === null) return paint.dim('not known: no worker has looked here yet');
  if (!schedule) return paint.red('none: there is no Schedule');
  if (schedule.paused) return paint.yellow('paused');
  const wait = schedule.next === null ? 0 : Date.parse(schedule.next) - now.getTime();
  if (wait <= 0) return paint.dim(`not known: the Schedule was last seen ${ago(schedule.at, now)}`);
  return `in ${span(wait / 1000)}, ${moment(schedule.next!)}`;
}
