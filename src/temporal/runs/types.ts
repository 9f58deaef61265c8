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

/** A run as lists show it. */
export interface RunSummary extends RunRef {
  workflow: string;
  app: string | null;
  host: string | null;
  status: RunStatus;
  startedAt: string;
  closedAt: string | null;
  outcome: Outcome | null;
  /** The step that waits for an operator. */
  waiting: string | null;
}

/** What an activity tells while it works; bytes and files so far. */
export interface Told {
  what: string;
  bytes?: number;
  totalBytes?: number;
  files?: number;
  /** Bytes a second. */
  rate?: number;
  done?: number;
  of?: number;
}

/** An activity that is under way or between two attempts. */
export interface Attempt {
  activity: string;
  attempt: number;
  since: string | null;
  /** Why the last attempt failed. */
  failure: string | null;
  /** How far it is, by its own word: bytes, files, a rate. */
  told: Told | null;
  /** In a night: of which app's run. */
  app?: string;
}

/** A run as `roost show` has it. */
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
  /** Absent: it is about the whole fleet. */
  app?: string;
  host?: string;
  summary: string;
  details?: string;
  /** ms after which Temporal itself ends it, whatever it does. */
  timeout?: number;
}

export interface RunFilter {
  app?: string;
  host?: string;
  /** Only runs that are under way. */
  running?: boolean;
  limit: number;
}

/** What the client asks of Temporal; one adapter, and a fake in the tests. */
export interface Runs {
  /** `WorkerMissing` when nobody polls the task queue. */
  requireWorker(): Promise<void>;
  start(request: StartRequest): Promise<RunRef>;
  /**
   * Starts a short run and waits for its result; `onAttempts` is told what takes
   * longer than expected. `WorkerMissing` when nobody takes the run up.
   */
  call<T>(request: StartRequest, onAttempts: (attempts: Attempt[]) => void): Promise<T>;
  /** The newest run of that workflow id. */
  look(workflowId: string): Promise<RunView>;
  /** Resolves as soon as that run is closed, however it ended; never when Temporal cannot tell. The question is under way until `signal`. */
  ended(workflowId: string, signal: AbortSignal): Promise<void>;
  list(filter: RunFilter): Promise<RunSummary[]>;
  cancel(workflowId: string): Promise<void>;
  decide(workflowId: string, decision: Decision): Promise<void>;
  close(): Promise<void>;
}
