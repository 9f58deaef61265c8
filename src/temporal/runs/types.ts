import type { ErrorReport } from '../../errors';
import type { Decision, Outcome, Progress, RunResult } from '../../protocol/run';

export interface RunRef {
  workflowId: string;
  runId: string;
  /** The run in the Temporal UI; null where the UI's address is not known. */
  url: string | null;
}

export type RunStatus =
  'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed out' | 'continued';

/** A run, as `roost runs` lists it. */
export interface RunSummary extends RunRef {
  workflow: string;
  app: string | null;
  host: string | null;
  status: RunStatus;
  startedAt: string;
  closedAt: string | null;
  outcome: Outcome | null;
  /** The step that waits for a decision. */
  waiting: string | null;
}

/** The progress in the heartbeat of an activity: bytes and files so far. */
export interface Heartbeat {
  what: string;
  bytes?: number;
  totalBytes?: number;
  files?: number;
  /** Bytes a second. */
  rate?: number;
  done?: number;
  of?: number;
}

/** An activity that runs, or waits for its next attempt. */
export interface Attempt {
  activity: string;
  attempt: number;
  since: string | null;
  /** Why the last attempt failed. */
  failure: string | null;
  /** The last heartbeat: bytes, files, a rate. */
  heartbeat: Heartbeat | null;
  /** In a nightly backup: the app. */
  app?: string;
}

/** A run, as `roost show` prints it. */
export interface RunView extends RunSummary {
  /** Of a running run; null when no worker answered. */
  progress: Progress | null;
  /** Why there is no progress. */
  silent: string | null;
  attempts: Attempt[];
  /** Of a closed run. */
  result: RunResult | null;
  failure: ErrorReport | null;
}

export interface StartRequest {
  workflow: string;
  id: string;
  args: unknown[];
  /** Absent: the run concerns the whole fleet. */
  app?: string;
  host?: string;
  summary: string;
  details?: string;
  /** Never again under this id, also when that run is closed. */
  once?: true;
  /** ms after which Temporal ends the run. */
  timeout?: number;
}

export interface RunFilter {
  app?: string;
  host?: string;
  /** Only runs in progress. */
  running?: boolean;
  limit: number;
}

/** Runs in Temporal: one adapter, and a fake in the tests. */
export interface Runs {
  /** Throws `WorkerMissing` if no worker polls the task queue. */
  requireWorker(): Promise<void>;
  start(request: StartRequest): Promise<RunRef>;
  /**
   * Starts a short run and waits for its result. Calls `onAttempts` while it takes
   * longer than expected. Throws `WorkerMissing` if no worker takes the run up.
   */
  call<T>(request: StartRequest, onAttempts: (attempts: Attempt[]) => void): Promise<T>;
  /** The newest run of that workflow id, or the one with that run id. */
  describe(name: string): Promise<RunView>;
  /**
   * Resolves once the run is closed, with any outcome; never if Temporal fails.
   * The request stays open until `signal`.
   */
  ended(workflowId: string, signal: AbortSignal): Promise<void>;
  list(filter: RunFilter): Promise<RunSummary[]>;
  cancel(workflowId: string): Promise<void>;
  decide(workflowId: string, decision: Decision): Promise<void>;
  close(): Promise<void>;
}
