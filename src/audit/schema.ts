/** The audit's file: one append-only table, and the version of its format. */

/** Rises with every change of the tables. Later versions of roost read all earlier formats. */
export const version = 2;

/** SQL that changes version N-1 into version N. */
export const migrations: string[] = [
  // 1: runs, deliveries, refusals.
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
  // 2: alerts too. SQLite cannot change a CHECK in place. DROP TABLE fires no trigger.
  `CREATE TABLE audit_2 (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL CHECK (kind IN ('run', 'delivery', 'refusal', 'alert')),
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
   INSERT INTO audit_2 SELECT * FROM audit;
   DROP TABLE audit;
   ALTER TABLE audit_2 RENAME TO audit;
   CREATE UNIQUE INDEX audit_run ON audit (runId) WHERE kind = 'run';
   CREATE UNIQUE INDEX audit_alert ON audit (runId) WHERE kind = 'alert';
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
