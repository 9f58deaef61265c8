/** What roost asks of a repository. */
import type { Turns } from './turns';
import type {
  BackupProgress,
  BackupSummary,
  Repository,
  RepositoryKey,
  RestoreProgress,
  Retention,
  Snapshot,
  SnapshotNode,
} from './types';

export interface ResticOptions {
  /** Path of the restic executable, 0.18 or newer. */
  executable: string;
  repository: Repository;
  /** Folder of restic's cache on the control host. */
  cache: string;
  /** Removes known secrets from messages. */
  scrub?: (text: string) => string;
  /** Cancels a restic that runs. */
  signal?: AbortSignal;
  /** ms that a restic may take to end then. */
  grace?: number;
  /** Called with the process id of each restic as it starts. */
  onChild?: (pid: number) => void;
  /** Shared by all that open a repository in this process. */
  turns?: Turns;
}

export interface BackupRequest {
  /** Folder on the control host. */
  path: string;
  host: string;
  tags: string[];
  /** Of the snapshot; absent: now. `YYYY-MM-DD HH:MM:SS`. */
  time?: string;
  onProgress?: (progress: BackupProgress) => void;
  /** Called with a snapshot that lacks files, before it is set apart: that may take long, or fail. */
  onPartial?: (snapshot: string) => Promise<void>;
}

export interface RestoreRequest {
  snapshot: string;
  /** Absolute folder in the snapshot, and the name in it. */
  folder: string;
  name: string;
  /** Folder on the control host that gets it. */
  target: string;
  onProgress?: (progress: RestoreProgress) => void;
}

/**
 * Errors of each: `RepositoryMissing`, `RepositoryPasswordWrong`, `RepositoryLocked`,
 * `RepositoryDamaged`, `DiskFull`, `ResticFailed`, `ToolMissing`.
 */
export interface Restic {
  /** The repository as it may be shown. */
  readonly where: string;
  /** False: there is none. */
  exists(): Promise<boolean>;
  /**
   * Makes it, and returns its id; `like`: with its chunk sizes, for copies from it.
   * Errors: `RepositoryExists`.
   */
  init(like?: Restic): Promise<string>;
  /** Copies every snapshot of another repository that is not here yet. */
  copyFrom(from: Restic): Promise<void>;
  /**
   * Errors: `BackupPartial`, with the snapshot's `summary` in its details: it is
   * kept, with `partialTag` in place of `appTag`.
   */
  backup(request: BackupRequest): Promise<BackupSummary>;
  /** Gives a snapshot that lacks files `partialTag` in place of `appTag`. */
  setApart(snapshot: Pick<Snapshot, 'id' | 'tags'>): Promise<void>;
  /** Those that have one of the tags; without any: all. Oldest first. */
  snapshots(...tags: string[]): Promise<Snapshot[]>;
  /** Every file and folder of a snapshot. */
  list(snapshot: string): Promise<SnapshotNode[]>;
  /** The content of one small text file of a snapshot; `path` absolute in it. */
  read(snapshot: string, path: string): Promise<string>;
  /** Writes the content of one file to a file here, mode 0600. */
  dump(snapshot: string, path: string, file: string): Promise<void>;
  /**
   * Brings one file or folder into `target`, where content that is
   * right already stays; all of it is read back.
   */
  restore(request: RestoreRequest): Promise<void>;
  /** Forgets by policy what has this tag; data stay until `prune`. */
  forget(tag: string, retention: Retention): Promise<{ kept: number; removed: number }>;
  prune(): Promise<void>;
  /** Reads back part `part` of `parts` of all data. */
  check(part: number, parts: number): Promise<void>;
  /** The passwords that open it, by their ids. */
  keys(): Promise<RepositoryKey[]>;
  /** One more; `file` has its password. */
  addKey(file: string, user: string, host: string): Promise<void>;
  removeKey(id: string): Promise<void>;
  /** Bytes at the backend. */
  size(): Promise<number>;
}
