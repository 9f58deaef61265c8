import type { AppStatus, BackupStatus, SuccessStatus } from '../../src/backup';

export const emptyStatus = (more: Partial<BackupStatus> = {}): BackupStatus => ({
  version: 1,
  updatedAt: '2026-11-21T05:00:00.000Z',
  apps: {},
  drills: {},
  repository: {
    bytes: null,
    measuredAt: null,
    former: null,
    prunedAt: null,
    pruneDue: false,
    copiedAt: null,
    checked: null,
    damaged: null,
  },
  night: null,
  putAside: null,
  ...more,
});

export const successAt = (at: string, more: Partial<SuccessStatus> = {}): SuccessStatus => ({
  at,
  run: 'backup-phone-1',
  operation: 'c0ffee',
  snapshot: '5ca1ab1e',
  bytes: 1_200_000_000,
  files: 7,
  added: 30_000_000,
  seconds: 60,
  commit: null,
  version: null,
  sources: {},
  ...more,
});

/** An app whose last attempt was that success, or a later failure with this code. */
export const appStatus = (at: string | null, failed?: { at: string; code: string }): AppStatus => ({
  host: 'hornbill',
  lastSuccess: at === null ? null : successAt(at),
  lastAttempt: failed
    ? {
        at: failed.at,
        run: 'backup-phone-2',
        outcome: 'failed',
        error: { code: failed.code, message: 'no pg_dump' },
      }
    : at === null
      ? null
      : { at, run: 'backup-phone-1', outcome: 'succeeded', error: null },
});
