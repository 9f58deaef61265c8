/**
 * Facts of an app with a database and a folder that serves and was backed
 * up before; tests change what they are about.
 */
import type { AppConfig, BackupConfig } from '../../../src/fleet/file';
import type { BackupFacts } from '../../../src/plan/backup/facts';
import { A, app, host } from '../release/facts';

export const HOUR = 3_600_000;
export const MB = 1_000_000;

export const config: BackupConfig = {
  repository: { url: '/srv/repository', password: { secret: 'RESTIC_PASSWORD' }, env: {} },
  folder: '/srv/backups',
  at: { hour: 3, minute: 0 },
  retention: { daily: 7, weekly: 4, monthly: 3 },
  atOnce: { perHost: 3, all: 6 },
  limit: 4 * HOUR,
  lockWait: 2 * HOUR,
  night: 20 * HOUR,
  stale: 26 * HOUR,
  checkParts: 8,
  keepFormer: 604_800_000,
};

export function backupFacts(change: Partial<BackupFacts> = {}): BackupFacts {
  return {
    app,
    host,
    config,
    project: 'src',
    installed: true,
    expects: 4,
    commit: A,
    version: '1.0.0',
    script: null,
    running: ['id-app', 'id-db'],
    left: [],
    room: {
      hostFree: 1_000 * MB,
      hostTotal: 1_200 * MB,
      sweepable: 0,
      stagingFree: 1_000 * MB,
      stagingTotal: 1_200 * MB,
      copies: 300 * MB,
      database: 300 * MB,
      folders: 200 * MB,
      written: 0,
      staged: 0,
    },
    known: true,
    gatheredAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}

/** The app with other data, or with another word about its backup. */
export const appWith = (data: Partial<AppConfig['data']>, backup: AppConfig['backup'] = {}): AppConfig => ({
  ...app,
  data: { ...app.data, ...data },
  backup,
});
