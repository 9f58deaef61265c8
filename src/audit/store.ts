import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { openFile, unusable } from './open';
import { columns } from './schema';
import type { AuditEntry, AuditFilter, AuditLine } from './types';

const marks = (values: readonly string[]): string => values.map(() => '?').join(', ');

const INSERT = `INSERT INTO audit (${columns.join(', ')}) VALUES (${marks(columns)}) ON CONFLICT DO NOTHING`;

export interface AuditStore {
  /** False: the audit has this run or moment of an alert already. Errors of every method: `AuditUnusable`. */
  add(entry: AuditEntry): boolean;
  hasRun(runId: string): boolean;
  /**
   * The newest run of one of these workflows that ended before `at`, of the same app, or without an app on
   * the same host. A run that was reset does not count.
   */
  formerRun(of: Pick<AuditEntry, 'app' | 'host'>, workflows: string[], at: string): AuditLine | null;
  /** Oldest first. */
  list(filter: AuditFilter): AuditLine[];
  /** The next lines in the order of writing. */
  after(id: number, limit: number): AuditLine[];
  close(): void;
}

/** Opens the file at its first use, so that a damaged file stops only the audit. */
export function auditStore(file: string, mode: 'write' | 'read'): AuditStore {
  let opened: DatabaseSyncInstance | null = null;
  const use = <T>(otherwise: T, work: (database: DatabaseSyncInstance) => T): T => {
    opened ??= openFile(file, mode);
    if (!opened) return otherwise;
    try {
      return work(opened);
    } catch (error) {
      throw unusable(file, error);
    }
  };
  const lines = (sql: string, values: (string | number | null)[]): AuditLine[] =>
    use([], (database) =>
      (database.prepare(`SELECT id, ${columns.join(', ')} FROM audit ${sql}`).all(...values) as Row[]).map(
        lineOf,
      ),
    );
  return {
    add: (entry) =>
      use(false, (database) => {
        const { changes } = database
          .prepare(INSERT)
          .run(...columns.map((name) => (name === 'details' ? JSON.stringify(entry.details) : entry[name])));
        return Number(changes) === 1;
      }),
    hasRun: (runId) => lines("WHERE kind = 'run' AND runId = ?", [runId]).length > 0,
    formerRun: ({ app, host }, workflows, at) =>
      lines(
        `WHERE kind = 'run' AND app IS ? AND (app IS NOT NULL OR host IS ?) AND at < ? AND result <> 'reset'
           AND what IN (${marks(workflows)}) ORDER BY at DESC, id DESC LIMIT 1`,
        [app, host, at, ...workflows],
      )[0] ?? null,
    list({ since, app, limit }) {
      const wanted = [
        since !== undefined && (['at >= ?', since] as const),
        app !== undefined && (['app = ?', app] as const),
      ].filter((one) => one !== false);
      const where = wanted.length > 0 ? `WHERE ${wanted.map(([text]) => text).join(' AND ')}` : '';
      const newest = lines(`${where} ORDER BY at DESC, id DESC LIMIT ?`, [
        ...wanted.map(([, value]) => value),
        limit ?? -1,
      ]);
      return newest.reverse();
    },
    after: (id, limit) => lines('WHERE id > ? ORDER BY id LIMIT ?', [id, limit]),
    close() {
      opened?.close();
      opened = null;
    },
  };
}

type Row = Omit<AuditLine, 'details'> & { details: string };

const lineOf = (row: Row): AuditLine => ({
  ...row,
  details: JSON.parse(row.details) as Record<string, unknown>,
});
