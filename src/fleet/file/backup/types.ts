/** The backup, of the fleet and of an app. */
import type { AppDrill, DrillConfig } from '../drill/types';
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
  /** How long the backup of one app may take. */
  limit: number;
  /** How long to wait for an app's lock. */
  lockWait: number;
  /** How long a night may take. */
  night: number;
  /** Time without a successful backup after which an app is an alert. */
  stale: number;
  /** Number of parts of the repository; one is read back each week. */
  checkParts: number;
  /** How long a restore keeps the data that it has replaced. */
  keepFormer: number;
  /** Size above which the repository is an alert; absent: no limit. */
  budget?: number;
  /** Requested at a night's start, success and failure, by the convention of healthchecks.io. */
  ping?: string | SecretRef;
  /** Absent: no Schedule proves restores. */
  drill?: DrillConfig;
}

/** Snapshots of an app that are kept, each period counted from the newest back. */
export interface RetentionConfig {
  /** Absent: none for being the last of its hour. */
  hourly?: number;
  daily: number;
  weekly: number;
  monthly: number;
  yearly?: number;
}

/** The content of an app's backup: output of its script, its data, or nothing. */
export type BackupFrom = 'script' | 'data' | 'off';

/** A restic repository, and the secrets that open it. */
export interface RepositoryConfig {
  /** As restic takes it: `s3:https://…`, `sftp:…`, a folder of the control host. */
  url: string | SecretRef;
  password: SecretRef;
  /** For its backend: `AWS_ACCESS_KEY_ID` … */
  env: Record<string, SecretRef>;
}

/**
 * `from` absent: the release's backup script where it has one, else
 * its data. Times in ms; absent: the fleet's.
 */
export interface AppBackup {
  from?: BackupFrom;
  /**
   * When it is backed up besides the night, in the fleet's time zone: `06:00`, or a cron with five fields.
   * Absent: never.
   */
  at?: string[];
  /** The night leaves it out. */
  night?: false;
  /** The app is stopped while its data are copied. */
  stop?: true;
  /** What it names of the fleet's. */
  retention?: Partial<RetentionConfig>;
  limit?: number;
  stale?: number;
  drill?: AppDrill;
}
