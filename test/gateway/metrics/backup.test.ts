import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupMetrics } from '../../../src/gateway/metrics/backup';
import { Metrics, metricsRoute } from '../../../src/gateway/metrics/runs';
import { appStatus, emptyStatus } from '../../backup/sample';
import { parse, sample } from '../../fleet/file/sample';
import { start } from '../support';

let folder: string;
beforeEach(() =>
  mkdirSync((folder = mkdtempSync(join(tmpdir(), 'roost-backup-metrics-'))), { recursive: true }),
);
afterEach(() => rmSync(folder, { recursive: true }));

const fleet = () =>
  parse(
    `secrets: { file: /s }\nbackup: { repository: { url: /srv/r, password: { secret: P } }, folder: ${folder}, budget: 200 GB }\n${sample.replace('settle: 10s', 'settle: 10s\n    backup: { stale: 50h }')}`,
  );
const alertsFile = () => join(folder, 'alerts.json');
const values = async (of = fleet()) =>
  (await backupMetrics(of, alertsFile())).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const write = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));

it('tells of each app, the repository, the nights and the alerts', async () => {
  const night = {
    startedAt: '2026-05-01T03:00:00.000Z',
    endedAt: '2026-05-01T04:00:00.000Z',
    run: 'n',
    succeeded: 1,
    failed: [{ app: 'wiki', code: 'X' }],
  };
  write(
    'status.json',
    emptyStatus({
      apps: { phone: appStatus('2026-05-01T03:10:00.000Z'), gone: appStatus('2026-05-01T03:10:00.000Z') },
      repository: { ...emptyStatus().repository, bytes: 12e9 },
      night: { ...night, upkeep: null },
    }),
  );
  write('alerts.json', {
    version: 2,
    lookedAt: '2026-05-01T05:00:00.000Z',
    apps: {},
    schedule: null,
    nights: { paused: false, next: '2026-05-02T03:00:00.000Z', last: null, at: '2026-05-01T05:00:00.000Z' },
    alerts: [
      { key: 'stale:wiki', over: null },
      { key: 'budget', over: '2026-05-01T04:00:00.000Z' },
    ],
  });
  const at = (time: string) => Date.parse(`2026-05-0${time}:00Z`) / 1000;
  expect(await values()).toEqual([
    `roost_backup_last_success_timestamp_seconds{app="phone"} ${at('1T03:10')}`,
    'roost_backup_age_limit_seconds{app="phone"} 180000',
    'roost_backup_age_limit_seconds{app="wiki"} 93600',
    'roost_backup_bytes{app="phone"} 1200000000',
    'roost_backup_added_bytes{app="phone"} 30000000',
    'roost_backup_repository_bytes 12000000000',
    'roost_backup_repository_budget_bytes 200000000000',
    'roost_backup_night_failed_apps 1',
    `roost_backup_night_end_timestamp_seconds ${at('1T04:00')}`,
    `roost_backup_next_night_timestamp_seconds ${at('2T03:00')}`,
    `roost_backup_looked_timestamp_seconds ${at('1T05:00')}`,
    'roost_backup_status_readable 1',
    'roost_backup_alert{key="stale:wiki"} 1',
  ]);
});

it('has nothing to tell without a backup, little before the first one, and says when it cannot read', async () => {
  expect(await backupMetrics(parse(sample), alertsFile())).toBe('');
  expect(await values()).toEqual([
    'roost_backup_age_limit_seconds{app="phone"} 180000',
    'roost_backup_age_limit_seconds{app="wiki"} 93600',
    'roost_backup_repository_budget_bytes 200000000000',
    'roost_backup_status_readable 1',
  ]);
  writeFileSync(join(folder, 'status.json'), '{ half');
  expect(await values()).toEqual([
    'roost_backup_repository_budget_bytes 200000000000',
    'roost_backup_status_readable 0',
  ]);
});

it('stands beside the other metrics', async () => {
  const metrics = new Metrics({ after: () => [] }, undefined, () => backupMetrics(fleet(), alertsFile()));
  const gateway = await start({}, [metricsRoute(metrics)]);
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  await gateway.end();
  expect(text).toMatch(
    /# TYPE roost_runs_total counter[^]*\n# TYPE roost_backup_age_limit_seconds gauge\nroost_backup_age_limit_seconds\{app="phone"\} 180000\n/,
  );
});
