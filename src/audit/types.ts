/** What the audit holds: one line for every run, every webhook delivery and every refused request, two for every alert. */

export interface AuditEntry {
  kind: 'run' | 'delivery' | 'refusal' | 'alert';
  /** ISO 8601: when the run ended, the request arrived, the alert began or was over. */
  at: string;
  /** A person, a machine, `ui` for a run started in an open UI; `unknown` where nobody said. */
  who: string;
  /** The workflow of a run; the event of a delivery (`push`); the request that was refused (`POST /hooks/github`); the kind of an alert (`stale`). */
  what: string;
  app: string | null;
  host: string | null;
  /** Where it came from: the client that started a run, the address of a request. */
  origin: string | null;
  /** Of a run its `Outcome`, or how Temporal ended it (`terminated`, `timed out`); of a request what was answered; of an alert `began` or `over`. */
  result: string;
  /** The error's code; null: all went well. */
  code: string | null;
  workflowId: string | null;
  /** A run is in the audit once, and so are the two moments of an alert. */
  runId: string | null;
  startedAt: string | null;
  /** From start to end. */
  seconds: number | null;
  /** Thereof spent waiting for the lock. */
  lockSeconds: number | null;
  /** What else is known, as JSON: the step that failed, the message, the reason. Never a secret. */
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
  /** The newest so many; absent: all. */
  limit?: number;
}
