/** Brings the lines of another audit into one that may have lines already, each once. */
import { openFile, unusable } from './open';
import { columns } from './schema';

/** Returns how many were brought; a second call brings none. Errors: `AuditUnusable`. */
export function mergeAudit(from: string, into: string): number {
  // Brings an older format up to date; it is a copy of our own.
  openFile(from, 'write')?.close();
  const database = openFile(into, 'write')!;
  try {
    database.prepare('ATTACH DATABASE ? AS former').run(from);
    const names = columns.join(', ');
    const same = columns.map((name) => `mine.${name} IS theirs.${name}`).join(' AND ');
    // The index of `at` finds the few that may be the same.
    const { changes } = database
      .prepare(
        `INSERT INTO main.audit (${names}) SELECT ${names} FROM former.audit AS theirs
         WHERE NOT EXISTS (SELECT 1 FROM main.audit AS mine WHERE mine.at = theirs.at AND ${same})
         ORDER BY theirs.id ON CONFLICT DO NOTHING`,
      )
      .run();
    return Number(changes);
  } catch (error) {
    throw unusable(into, error);
  } finally {
    database.close();
  }
}
