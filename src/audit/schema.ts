/** The audit's file: one table that only grows, and a version that says who can read it. */

/** Rises with every change of the tables; each version's file can be read by all later ones. */
export const version = 1;

/** What makes version N of version N-1. */
export const migrations: string[] = [
  `CREATE TABLE audit (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL CHECK (kind IN ('run', 'delivery', 'refusal')),
     at TEXT NOT NULL,
     who TEXT NOT NULL,
     what TEXT NOT NULL,
     app TEXT,
     host TEXT,
     origin TEXT,
     result TEXT NOT NULL,
     code TEXT,
     workflowId TEXT,
     runId TEXT,
     startedAt TEXT,
     seconds REAL,
     lockSeconds REAL,
     details TEXT NOT NULL CHECK (json_valid(details))
   ) STRICT;
   CREATE UNIQUE INDEX audit_run ON audit (runId) WHERE kind = 'run';
   CREATE INDEX audit_at ON audit (at);
   CREATE INDEX audit_app ON audit (app, at);
   CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
   CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;`,
];

export const columns = [
  'kind',
  'at',
  'who',
  'what',
  'app',
  'host',
  'origin',
  'result',
  'code',
  'workflowId',
  'runId',
  'startedAt',
  'seconds',
  'lockSeconds',
  'details',
] as const;
