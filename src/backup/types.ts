/** `status.json`: how the backups stand, for monitors and people. Documented in docs/status-json.md. */
import type { NightSummary } from '../protocol/night';

/** Times are ISO 8601 (UTC), sizes bytes, durations seconds. */
export interface BackupStatus {
  version: 1;
  updatedAt: string;
  apps: Record<string, AppStatus>;
  repository: RepositoryStatus;
  /** The last night that ended; null: none yet. */
  night: NightStatus | null;
  /** When this file was found damaged last, and where that one lies now. */
  putAside: { at: string; file: string } | null;
}

export interface AppStatus {
  host: string;
  lastAttempt: AttemptStatus | null;
  lastSuccess: SuccessStatus | null;
}

export interface AttemptStatus {
  at: string;
  /** Workflow id. */
  run: string;
  outcome: string;
  /** Null where it succeeded. */
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
  /** What the repository grew by. */
  added: number;
  seconds: number;
  commit: string | null;
  version: string | null;
  /** By where the source lies in the staging, see `stagedAs`. */
  sources: Record<string, Amount>;
  /** Of these, those that suddenly became much less. Absent: of an older version. */
  fallen?: Record<string, Fallen>;
}

export interface Fallen {
  /** What it had before. */
  was: Amount;
  /** When the backup was recorded in which it fell, the last time. */
  since: string;
}

export interface Amount {
  bytes: number;
  files: number;
}

export interface RepositoryStatus {
  bytes: number | null;
  /** When it was measured last, and before: the trend. */
  measuredAt: string | null;
  former: { bytes: number; at: string } | null;
  prunedAt: string | null;
  /** Snapshots were forgotten whose space has not been given back yet. */
  pruneDue: boolean;
  copiedAt: string | null;
  /** The last part that was read back without a fault. */
  checked: CheckedPart | null;
  /** A part that could not be read back: until it can, nothing is removed. */
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
