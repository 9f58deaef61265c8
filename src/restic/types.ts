/** restic as the rest of roost sees it. Sizes are bytes, durations seconds, times ISO 8601. */

/**
 * A repository and what opens it. The values are secrets: they live in
 * memory and in restic's environment, nowhere else.
 */
export interface Repository {
  /** As restic takes it: `s3:https://…`, `rest:https://…`, `sftp:…`, a folder. */
  url: string;
  password: string;
  /** Of the backend: `AWS_ACCESS_KEY_ID`, `RESTIC_REST_PASSWORD` … */
  env: Record<string, string>;
}

export interface Snapshot {
  id: string;
  time: string;
  host: string;
  tags: string[];
  paths: string[];
  /** Bytes that it holds; absent: made by a restic that did not say. */
  bytes?: number;
  files?: number;
  /** What the repository grew by. */
  added?: number;
}

/** A password that opens the repository; user and host only name it. */
export interface RepositoryKey {
  id: string;
  /** The one that it was opened by now. */
  current: boolean;
  user: string;
  host: string;
}

/** A file or folder in a snapshot. Paths are absolute, times ISO 8601. */
export interface SnapshotNode {
  path: string;
  /** `file`, `dir`, `symlink`, … */
  type: string;
  size: number;
  modified: string;
}

export interface RestoreProgress {
  bytes: number;
  totalBytes: number;
  files: number;
}

export interface BackupProgress {
  bytes: number;
  totalBytes: number;
  files: number;
}

export interface BackupSummary {
  /** The snapshot's id. */
  snapshot: string;
  /** Read altogether. */
  bytes: number;
  files: number;
  /** What the repository grew by. */
  added: number;
  seconds: number;
}

/** How many snapshots are left, each period counted from the newest snapshot back. */
export interface Retention {
  hourly?: number;
  daily: number;
  weekly: number;
  monthly: number;
  yearly?: number;
}
