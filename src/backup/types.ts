/**
 * `status.json`: the state of the backups for monitors and people. Documented
 * in docs/status-json.md. And alerts about it.
 */
import type { NightSummary } from '../protocol/reports/night';

/** Times are ISO 8601 (UTC), sizes bytes, durations seconds. */
export interface BackupStatus {
  version: 1;
  updatedAt: string;
  apps: Record<string, AppStatus>;
  /** The drills, by app. */
  drills: Record<string, DrillStatus>;
  /** The last rehearsals that have a plan of their own, by what burns. Absent: none yet. */
  rehearsals?: Record<string, RehearsalEnd>;
  repository: RepositoryStatus;
  /** The last night that ended; null: none yet. */
  night: NightStatus | null;
  /** When this file was last found damaged, and the path of the damaged one. */
  putAside: { at: string; file: string } | null;
}

export interface AppStatus {
  host: string;
  lastAttempt: AttemptStatus | null;
  lastSuccess: SuccessStatus | null;
  /** What ran at the last backup and keeps data that no backup has. Absent: none was searched for. */
  notBackedUp?: string[];
}

/** What drills have proven of an app. */
export interface DrillStatus {
  /** The last one that ended. */
  last: DrillEnd;
  /** The last one that proved the restore; null: none yet. */
  proven: DrillEnd | null;
}

export interface DrillEnd {
  at: string;
  /** Workflow id. */
  run: string;
  host: string;
  outcome: string;
  /** Null: proven. */
  error: { code: string; message: string } | null;
  /** Id of the restic snapshot, and when it was begun; null: none was chosen. */
  snapshot: string | null;
  takenAt: string | null;
  /** Of the whole run, and of each of its steps by id. */
  seconds: number;
  parts: Record<string, number>;
  /** Rows that were compared, by the snapshot's list; null: it has none. */
  rows: { tables: number; rows: number } | null;
  /** Of what was restored. */
  bytes: number;
  files: number;
}

export interface RehearsalEnd extends Pick<DrillEnd, 'at' | 'run' | 'outcome' | 'error' | 'seconds'> {
  /** Steps, and those that were done. */
  parts: number;
  proven: number;
}

export interface AttemptStatus {
  at: string;
  /** Workflow id. */
  run: string;
  outcome: string;
  /** Null: the attempt succeeded. */
  error: { code: string; message: string } | null;
}

export interface SuccessStatus {
  at: string;
  run: string;
  operation: string;
  /** Id of the restic snapshot. */
  snapshot: string;
  bytes: number;
  files: number;
  /** Bytes by which the repository grew. */
  added: number;
  seconds: number;
  commit: string | null;
  version: string | null;
  /** By the source's path in the staging, see `stagedAs`. */
  sources: Record<string, Amount>;
  /** The sources that lost much data. Absent: an older version wrote this. */
  fallen?: Record<string, Fallen>;
}

export interface Fallen {
  /** The amount before the loss. */
  was: Amount;
  /** When the last backup with a loss was recorded. */
  since: string;
}

export interface Amount {
  bytes: number;
  files: number;
}

export interface RepositoryStatus {
  bytes: number | null;
  /** The last measurement and the one before, which show the trend. */
  measuredAt: string | null;
  former: { bytes: number; at: string } | null;
  prunedAt: string | null;
  /** Whether space of forgotten snapshots has not been freed yet. */
  pruneDue: boolean;
  copiedAt: string | null;
  /** The last part that was read back without an error. */
  checked: CheckedPart | null;
  /** A part that could not be read back; until it can, no snapshot is removed. */
  damaged: CheckedPart | null;
}

export interface CheckedPart {
  part: number;
  parts: number;
  at: string;
}

export interface NightStatus extends NightSummary {
  endedAt: string;
  run: string;
}

/** `stale:phone`, `fallen:phone:folders/data`; all others concern the fleet. */
export type AlertKey =
  | `stale:${string}`
  | `fallen:${string}`
  | `drillFailed:${string}`
  | `drillStale:${string}`
  | `rehearsalFailed:${string}`
  | 'schedule-missing'
  | 'schedule-paused'
  | 'schedule-missed'
  | 'status'
  | 'status-damaged'
  | 'budget'
  | 'staging'
  | `hostDrift:${string}`;

export interface Alert {
  /** Stays the same as long as the problem is the same. */
  key: AlertKey;
  /** Null: it concerns the fleet. */
  app: string | null;
  /** Absent: that of the app. */
  host?: string;
  /** A few words. */
  title: string;
  /** A sentence. */
  says: string;
  hint: string;
  /** Digests of what it is about, where that may grow: a new part is reported again. */
  parts?: string[];
}
