/** The backup, of the fleet and of an app. */
import type { SecretRef } from '../values/types';

/** Times are ms, sizes bytes. */
export interface BackupConfig {
  repository: RepositoryConfig;
  /** Gets a copy of every snapshot after each night. */
  second?: RepositoryConfig;
  /** Folder on the control host: `staging/APP`, `status.json`, `backup.log`. */
  folder: string;
  /** When the night begins, in the fleet's time zone. */
  at: { hour: number; minute: number };
  retention: RetentionConfig;
  /** How many apps are backed up side by side, on one host and in all. */
  atOnce: { perHost: number; all: number };
  /** What one app may take. */
  limit: number;
  /** How long an app's lock is waited for. */
  lockWait: number;
  /** When the night ends at the latest, counted from its beginning. */
  night: number;
  /** An app without a successful backup for so long is an alert. */
  stale: number;
  /** Parts in which the repository is read back, one a week. */
  checkParts: number;
  /** What the repository may take; absent: anything. */
  budget?: number;
  /** Asked at a night's start, success and failure, as healthchecks.io has it. */
  ping?: string | SecretRef;
}

/** Snapshots of an app that are left, each period counted from the newest back. */
export interface RetentionConfig {
  daily: number;
  weekly: number;
  monthly: number;
}

/** What a backup takes of an app: what its script writes, its data, or nothing. */
export type BackupFrom = 'script' | 'data' | 'off';

/** A restic repository, and by which secrets it opens. */
export interface RepositoryConfig {
  /** As restic takes it: `s3:https://…`, `sftp:…`, a folder of the control host. */
  url: string | SecretRef;
  password: SecretRef;
  /** For its backend: `AWS_ACCESS_KEY_ID` … */
  env: Record<string, SecretRef>;
}

/** `from` absent: the release's backup script where it has one, else its data. Times in ms; absent: the fleet's. */
export interface AppBackup {
  from?: BackupFrom;
  limit?: number;
  stale?: number;
}
