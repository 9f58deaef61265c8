/** How the backups stand, as text beneath what serves. Pure. */
import type { AppView, BackupView } from '../../backup';
import type { StatusView } from './status';
import { pairs, plural } from './text';
import { ago, bytes, moment, span } from './time';

/** One line of an app; none of one that is not backed up. */
export function appBackup(app: AppView | undefined, { theme: { paint }, now }: StatusView): string[] {
  if (!app) return [];
  const { lastSuccess, lastAttempt, over, limit } = app;
  const made = lastSuccess
    ? `${ago(lastSuccess.at, now)} of at most ${span(limit)}, ${bytes(lastSuccess.bytes)}, ${bytes(lastSuccess.added)} of it new`
    : `none yet; at most ${span(limit)} without`;
  const failed = lastAttempt?.error ? `; the last attempt ${ago(lastAttempt.at, now)} ended with ${lastAttempt.error.code}` : '';
  const text = `    backup: ${made}${failed}`;
  return [over ? paint.red(text) : failed || !lastSuccess ? paint.yellow(text) : text];
}

/** Of the fleet: repository, nights, alerts. */
export function backupLines(backup: BackupView | null, view: StatusView): string[] {
  if (!backup) return [];
  const { paint } = view.theme;
  const { alerts, problem } = backup;
  return [
    '',
    paint.bold('backup'),
    ...(problem === null ? [] : [paint.red(`  ${problem}`)]),
    ...pairs([
      ['repository', repository(backup, view)],
      ['last night', lastNight(backup, view)],
      ['next night', nextNight(backup, view)],
      ...silence(backup, view),
      ...alerts.map(({ says, since }): [string, string] => ['alert', paint.red(`${says} (since ${ago(since, view.now)})`)]),
    ]),
  ];
}

function repository({ repository: { bytes: size, former, measuredAt, budget } }: BackupView, { theme: { paint }, now }: StatusView): string {
  if (size === null) return paint.dim('not measured yet');
  const change = former && `${size < former.bytes ? '-' : '+'}${bytes(Math.abs(size - former.bytes))} since ${ago(former.at, now)}`;
  const text = [`${bytes(size)}${budget === null ? '' : ` of ${bytes(budget)}`}`, change, measuredAt && `measured ${ago(measuredAt, now)}`]
    .filter(Boolean)
    .join(', ');
  return budget !== null && size > budget ? paint.red(text) : text;
}

function lastNight({ night }: BackupView, { theme: { paint }, now }: StatusView): string {
  if (!night) return paint.dim('none yet');
  const { endedAt, succeeded, failed, upkeep } = night;
  const text = [`ended ${ago(endedAt, now)}`, `${plural(succeeded, 'app')} backed up`];
  if (failed.length > 0) text.push(`${failed.length} failed: ${failed.map(({ app, code }) => `${app} (${code})`).join(', ')}`);
  if (upkeep) text.push(`upkeep failed: ${upkeep.code}`);
  return failed.length > 0 || upkeep ? paint.yellow(text.join(', ')) : text.join(', ');
}

/** Looks that stay away are no sign that all is well. */
const SILENCE_MS = 15 * 60_000;

function silence({ lookedAt }: BackupView, { theme: { paint }, now }: StatusView): [string, string][] {
  if (lookedAt === null || now.getTime() - Date.parse(lookedAt) <= SILENCE_MS) return [];
  return [['alerts', paint.yellow(`the worker has looked for them ${ago(lookedAt, now)}: see that it runs`)]];
}

/** By what the worker saw: it may be an hour old where no worker runs. */
function nextNight({ schedule, lookedAt }: BackupView, { theme: { paint }, now }: StatusView): string {
  if (lookedAt === null) return paint.dim('not known: no worker has looked here yet');
  if (!schedule) return paint.red('none: there is no Schedule');
  if (schedule.paused) return paint.yellow('paused');
  const wait = schedule.next === null ? 0 : Date.parse(schedule.next) - now.getTime();
  if (wait <= 0) return paint.dim(`not known: the Schedule was last seen ${ago(schedule.at, now)}`);
  return `in ${span(wait / 1000)}, ${moment(schedule.next!)}`;
}
