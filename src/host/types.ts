/**
 * Hosts over SSH, for the rest of roost. `src/host` is the only room that
 * connects, quotes and streams; everything else speaks in argv arrays.
 */
import type { Readable } from 'node:stream';
import type { Hold } from '../protocol/release-record';

/** How to reach one host; made from the fleet file. */
export interface HostTarget {
  name: string;
  user: string;
  /** `host` or `host:port`, tried in order (the tunnel's, then the emergency one). */
  addresses: string[];
  /** `ssh-ed25519 AAAA…`: the host's public key, as in known_hosts. */
  hostKey: string;
  /** Path of a private key file; absent: the agent of SSH_AUTH_SOCK. */
  keyFile?: string;
  /** Path of a file with the key's passphrase. */
  passphraseFile?: string;
}

export interface ExecOptions {
  /** Sent to stdin, which is then closed. */
  input?: string | Buffer;
  /** Exit codes that are an answer, not a failure. Default [0]. */
  ok?: number[];
  /** ms; then the channel is closed and `CommandTimeout` thrown. Default 60 000. */
  timeout?: number;
  /** Aborting closes the channel (it does not end the remote command: that is a job's business). */
  signal?: AbortSignal;
  /** Stdout is no text: one character a byte (latin1). */
  bytes?: true;
}

export interface ExecResult {
  code: number;
  stdout: string;
  stderr: string;
}

export interface StreamOptions extends ExecOptions {
  /** A stream instead of `input`. */
  stdin?: Readable;
  /** A returned promise delays further reading. */
  onStdout?: (chunk: Buffer) => void | Promise<void>;
  onStderr?: (chunk: Buffer) => void | Promise<void>;
}

/**
 * One host, over kept connections.
 *
 * What a noisy shell profile prints is not part of any output. A command that
 * a signal ended has the exit code 128 + signal, as in a shell.
 *
 * Errors: `HostUnreachable`, `HostKeyChanged`, `HostAuthFailed`,
 * `ConnectionLost` (outcome unknown), `CommandTimeout`, `CommandFailed`
 * (details: argv0, exit code, scrubbed tail of stderr), `DiskFull` (when stderr says so).
 */
export interface Host {
  readonly name: string;
  exec(argv: string[], options?: ExecOptions): Promise<ExecResult>;
  /** Output goes to the callbacks only; the result's stdout and stderr hold at most their last 64 KiB. */
  stream(argv: string[], options?: StreamOptions): Promise<ExecResult>;
  /** Writes atomically (temp file beside it, then rename), mode 0600 unless given; makes the folder. */
  upload(path: string, content: string | Buffer, mode?: number): Promise<void>;
  download(path: string): Promise<Buffer>;
  /** Removes known secrets, and texts in the form of one. */
  scrub(text: string): string;
}

/** Keeps the connections of all hosts. */
export interface SshHosts {
  host(target: HostTarget): Host;
  close(): Promise<void>;
}

/** The state of a detached job on a host (states of the job protocol). */
export type JobState =
  | { state: 'absent' }
  | { state: 'staged' }
  | { state: 'running' }
  | { state: 'done'; code: number }
  | { state: 'cancelled' }
  | { state: 'lost'; why: 'gone' | 'reboot' }
  | { state: 'orphaned' };

export interface JobSpec {
  /** Absolute folder that holds the jobs, chosen once per app (`<app>/.roost/jobs`). */
  folder: string;
  /** [A-Za-z0-9._-]+, used for one purpose only. */
  id: string;
  argv: string[];
  /** The job cannot exist yet, so it is started without a check. Starting a job that exists does nothing. */
  isNew?: boolean;
  /** Working folder on the host. */
  cwd?: string;
  env?: Record<string, string>;
  input?: string | Buffer;
  /** Bytes of output that are kept, plus the last 64 KiB of the rest. Default 16 MiB. */
  cap?: number;
  /**
   * Wraps the command that starts the job: `guard.fenced` bound to a fence. Not
   * called if the job exists already. Errors as `Guard.change`.
   */
  start?: (argv: string[]) => Promise<string[]>;
}

export interface FollowOptions {
  /** Aborting it cancels the job. */
  signal?: AbortSignal;
  /** Aborting it leaves the job running, for another attempt. */
  leave?: AbortSignal;
  /** Called with output as it arrives, from the given offset on. */
  onOutput?: (chunk: Buffer) => void;
  /** Called at least every 5 s while the job runs, with the bytes of output read so far. */
  onBeat?: (offset: number) => void;
  /** Output offset at which to begin: what an earlier attempt has already read. */
  offset?: number;
}

export interface JobResult {
  state: JobState;
  /** Last 16 KiB of the output. */
  tail: string;
}

/**
 * Detached jobs: long or not idempotent work that outlives the connection.
 * `run` starts the job or re-attaches to it, follows it across lost
 * connections, and returns its final state; an aborted signal cancels it,
 * grandchildren included, and rejects with the signal's reason once it is over.
 * An aborted `leave` rejects at once.
 */
export interface Jobs {
  run(spec: JobSpec, options?: FollowOptions): Promise<JobResult>;
  status(folder: string, id: string): Promise<JobState>;
  /** TERM, then KILL after `grace` ms; returns when no process of the job is left. */
  cancel(folder: string, id: string, grace?: number): Promise<JobState>;
  /** Cancels every unfinished job in the folder but the named ones; returns the ids ended. */
  cancelAll(folder: string, except?: string[]): Promise<string[]>;
}

/** The holder of an app's lock, or a run that requests it. */
export interface LockOwner {
  /** The control plane: the id of the Temporal namespace. */
  plane: string;
  workflowId: string;
  runId: string;
  /** Workflow type, e.g. `deploy`. */
  workflow: string;
  /** Who started the run. */
  by: string;
}

export interface HeldLock extends LockOwner {
  /** Rises with every change of the holder. */
  token: number;
  /** ISO 8601, the host's clock. */
  since: string;
}

/** The conditions of a changing command; checked on the host in the same atomic step. */
export interface Fence {
  token: number;
  runId: string;
  operation: string;
  /** Number of the release that must be the current one; 0: none. */
  expect: number;
  /** While the operation is being undone, only `undo` steps are allowed. */
  direction: 'forward' | 'undo';
}

/**
 * The lock, the operation's mark and the current release of one app, in
 * `<app>/.roost` on the app's host. All changes happen under one flock(1).
 */
export interface Guard {
  show(): Promise<HeldLock | null>;
  /**
   * Takes the lock if it is free or already this run's. Otherwise
   * returns the holder, without a change.
   * Errors: `CommandedElsewhere`.
   */
  acquire(owner: LockOwner): Promise<{ got: true; lock: HeldLock } | { got: false; holder: HeldLock }>;
  /** Takes the lock from exactly that holder token; `{got:false}` if it has another holder now. */
  takeOver(
    owner: LockOwner,
    fromToken: number,
  ): Promise<{ got: true; lock: HeldLock } | { got: false; holder: HeldLock | null }>;
  /** Frees the lock and closes the operation; false, without a change, if the lock is not this run's. */
  release(runId: string, token: number, operation?: string): Promise<boolean>;
  /** Removes the lock of any holder (an operator's decision). Returns the holder. */
  break(): Promise<HeldLock | null>;
  /**
   * From now on only runs of this control plane take the lock; others get
   * `CommandedElsewhere`. A lock that is held stays.
   */
  claim(plane: string): Promise<void>;
  /** From absent or `open` to `undoing`: no forward step is allowed any more. Errors as `change`. */
  beginUndo(fence: Fence): Promise<void>;
  /**
   * Runs a changing command under the fence.
   * Errors: `LockLost`, `StalePlan`, `OperationClosed`, `HostBusy`, and those of `exec`.
   */
  change(fence: Fence, argv: string[], options?: StreamOptions): Promise<ExecResult>;
  /** argv that runs `argv` under the fence, once: for `JobSpec.start`, which reads the refusal. */
  fenced(fence: Fence, argv: string[]): Promise<string[]>;
  /** The number of the current release, the operation and run that committed it, and its hold. Null: none. */
  current(): Promise<{ release: number; operation: string; runId: string; hold?: Hold } | null>;
  /**
   * Makes `release` current, atomically, if `fence.expect` is current, and sets or ends the hold of the app.
   * Does nothing if this operation, still open, has done it already.
   */
  commit(fence: Fence, release: number, hold?: Hold): Promise<void>;
  /** Ends the hold of the current release, without the lock; returns it. */
  resume(): Promise<Hold | null>;
}
