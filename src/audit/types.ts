/** The audit has one line for each run, webhook delivery and refused request, and two for each alert. */

export interface AuditEntry {
  kind: 'run' | 'delivery' | 'refusal' | 'alert';
  /** ISO 8601: when the run ended, the request arrived, the alert began or was over. */
  at: string;
  /**
   * A person, a machine, `ui` for a run started in a UI without login; `unknown` if the request had no
   * name.
   */
  who: string;
  /**
   * The workflow of a run; the event of a delivery (`push`); the refused request (`POST /hooks/github`);
   * the kind of an alert (`stale`).
   */
  what: string;
  app: string | null;
  host: string | null;
  /** The client that started a run; the address of a request. */
  origin: string | null;
  /**
   * The `Outcome` of a run, or how Temporal ended it (`terminated`, `timed out`); the answer to a request;
   * `began` or `over` of an alert.
   */
  result: string;
  /** The error's code; null: no error. */
  code: string | null;
  workflowId: string | null;
  /** A run is in the audit once, and so are the two moments of an alert. */
  runId: string | null;
  startedAt: string | null;
  /** Duration of the run or alert. */
  seconds: number | null;
  /** Part of `seconds` that the run waited for the lock. */
  lockSeconds: number | null;
  /** Further facts as JSON: the step that failed, the message, the reason. Never a secret. */
  details: Record<string, unknown>;
}

export interface AuditLine extends AuditEntry {
  /** Rises in the order of writing. */
  id: number;
}

export interface AuditFilter {
  /** ISO 8601; lines at or after it. */
  since?: string;
  app?: string;
  /** At most this many lines, the newest; absent: all. */
  limit?: number;
}
