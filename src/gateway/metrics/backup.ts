/** Metrics of the backups for `/metrics`, read anew each time; empty without a backup. */
import { Gauge, Registry } from 'prom-client';
import { backupView, type BackupView } from '../../backup';
import type { Fleet } from '../../fleet/file';

/** `file`: the state of the worker's watcher, `alerts.json`. */
export async function backupMetrics(fleet: Fleet, file: string, now = new Date()): Promise<string> {
  const view = await backupView(fleet, file, now);
  return view ? textOf(view) : '';
}

type Sample = [labels: Record<string, string>, value: number | null | undefined];

async function textOf({
  apps,
  repository,
  night,
  schedule,
  alerts,
  lookedAt,
  problem,
}: BackupView): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[], samples: Sample[]): void => {
    const known = samples.filter(
      (one): one is [Record<string, string>, number] => typeof one[1] === 'number',
    );
    if (known.length === 0) return;
    const made = new Gauge({ name: `roost_backup_${name}`, help, labelNames, registers: [registry] });
    for (const [labels, value] of known) made.set(labels, value);
  };
  const single = (name: string, help: string, value: number | null | undefined): void =>
    gauge(name, help, [], [[{}, value]]);
  const perApp = (
    name: string,
    help: string,
    value: (app: BackupView['apps'][string]) => number | undefined,
  ): void =>
    gauge(
      name,
      help,
      ['app'],
      Object.entries(apps).map(([app, of]): Sample => [{ app }, value(of)]),
    );
  perApp('last_success_timestamp_seconds', 'When the last successful backup was made', ({ lastSuccess }) =>
    unix(lastSuccess?.at),
  );
  perApp('age_limit_seconds', 'Without a successful backup for so long it is an alert', ({ limit }) => limit);
  perApp('bytes', 'Size of the last successful backup', ({ lastSuccess }) => lastSuccess?.bytes);
  perApp('added_bytes', 'What the repository grew by with it', ({ lastSuccess }) => lastSuccess?.added);
  perApp('drill_proven_timestamp_seconds', 'When a drill last proved the restore', ({ drill }) =>
    unix(drill?.proven?.at),
  );
  perApp('drill_seconds', 'How long that drill took', ({ drill }) => drill?.proven?.seconds);
  perApp('drill_rows', 'Rows that it compared', ({ drill }) => drill?.proven?.rows?.rows);
  perApp(
    'drill_age_limit_seconds',
    'Without a proven restore for so long it is an alert',
    ({ drill }) => drill?.limit,
  );
  perApp('drill_failed', 'Whether the last drill failed', ({ drill }) =>
    drill ? Number(drill.last.error !== null) : undefined,
  );
  single('repository_bytes', 'Size of the repository, as measured last', repository.bytes);
  single('repository_budget_bytes', 'What it may take', repository.budget);
  single('night_failed_apps', 'Apps that failed in the last night that ended', night?.failed.length);
  single('night_end_timestamp_seconds', 'When it ended', unix(night?.endedAt));
  single(
    'next_night_timestamp_seconds',
    'When the next night begins, as the worker saw it last',
    schedule?.paused ? null : unix(schedule?.next),
  );
  single('looked_timestamp_seconds', 'When the worker last evaluated the alerts', unix(lookedAt));
  single('status_readable', 'Whether status.json can be read', problem === null ? 1 : 0);
  gauge(
    'alert',
    'Alerts that are open',
    ['key'],
    alerts.map(({ key }): Sample => [{ key }, 1]),
  );
  return registry.metrics();
}

const unix = (at: string | null | undefined): number | undefined => (at ? Date.parse(at) / 1000 : undefined);
