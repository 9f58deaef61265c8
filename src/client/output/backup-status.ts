/** The last backups, as a table. Pure. */
import type { BackupStatus } from '../../backup';
import type { Fleet } from '../../fleet/config';
import { table } from './table';
import type { Theme } from './theme';
import { ago, bytes, moment, seconds } from './time';

export function backupStatusLines(fleet: Fleet, status: BackupStatus, theme: Theme, now: Date): string[] {
  const { paint } = theme;
  const names = [...new Set([...Object.keys(fleet.apps), ...Object.keys(status.apps)])];
  const rows = names.map((name) => {
    const { lastAttempt, lastSuccess } = status.apps[name] ?? { lastAttempt: null, lastSuccess: null };
    const app = fleet.apps[name];
    if (app?.backup.from === 'off') return [name, paint.dim('off'), '', '', '', ''];
    const limit = app?.backup.stale ?? fleet.backup?.stale ?? 0;
    const late = lastSuccess === null || (app !== undefined && now.getTime() - Date.parse(lastSuccess.at) > limit);
    const when = lastSuccess ? `${moment(lastSuccess.at)}, ${ago(lastSuccess.at, now)}` : 'never';
    const error = lastAttempt?.error ? `${lastAttempt.error.code}, ${ago(lastAttempt.at, now)}` : '';
    return [
      name,
      late ? paint.red(when) : paint.green(when),
      lastSuccess ? bytes(lastSuccess.bytes) : '',
      lastSuccess ? seconds(lastSuccess.seconds) : '',
      lastSuccess?.snapshot.slice(0, 8) ?? '',
      paint.red(error),
    ];
  });
  return [...table(['APP', 'LAST BACKUP', 'SIZE', 'TOOK', 'SNAPSHOT', 'LAST FAILURE'], rows, theme), '', ...aboutNight(status, theme, now)];
}

function aboutNight({ night, repository }: BackupStatus, { paint }: Theme, now: Date): string[] {
  const { bytes: size, checked, former } = repository;
  const grown = size !== null && former ? ` (${size >= former.bytes ? '+' : '-'}${bytes(Math.abs(size - former.bytes))} since ${moment(former.at)})` : '';
  return [
    night
      ? `Last night: ${moment(night.startedAt)}, ${night.succeeded} succeeded${night.failed.length > 0 ? paint.red(`, ${night.failed.length} failed`) : ''}${night.upkeep ? paint.red(`; afterwards ${night.upkeep.code}`) : ''}`
      : 'No night has ended yet.',
    ...(size === null ? [] : [`Repository: ${bytes(size)}${grown}`]),
    ...(checked ? [`Read back: part ${checked.part} of ${checked.parts}, ${ago(checked.at, now)}`] : []),
  ];
}
