/** Opens the audit's file. Several processes may have it open at once, and any of them may crash. */
import { existsSync, mkdirSync, openSync, closeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { RoostError } from '../errors';
import { migrations, version } from './schema';

/** ms that a writer waits for another one. */
const patience = 5_000;

/**
 * Makes a missing or empty file in mode `write`, and returns null for it in mode `read`. Errors:
 * `AuditUnusable`.
 */
export function openFile(file: string, mode: 'write' | 'read'): DatabaseSyncInstance | null {
  if (mode === 'read' && !existsSync(file)) return null;
  try {
    if (mode === 'write') createPrivately(file);
    const database = new DatabaseSync(file, { timeout: patience, readOnly: mode === 'read' });
    if (mode === 'write') prepare(database);
    // It was made and never filled, such as on a full disk.
    else if (versionOf(database) === 0) {
      database.close();
      return null;
    }
    requireKnown(database);
    return database;
  } catch (error) {
    throw unusable(file, error);
  }
}

/** The file names hosts, branches and people, so from the beginning only its owner can read it. */
function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}

function prepare(database: DatabaseSyncInstance): void {
  // With a write-ahead log readers are not blocked; with FULL an acknowledged line survives a power cut.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  if (versionOf(database) >= version) return;
  // The version is read again inside the transaction, because two processes may open a new file at once.
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const migration of migrations.slice(versionOf(database))) database.exec(migration);
    if (versionOf(database) < version) database.exec(`PRAGMA user_version = ${version}`);
    database.exec('COMMIT');
  } catch (error) {
    // A full disk has ended it already; what that rollback says would hide the cause.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

const versionOf = (database: DatabaseSyncInstance): number =>
  Number((database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version);

function requireKnown(database: DatabaseSyncInstance): void {
  const found = versionOf(database);
  if (found > version) throw new Error(`it is of version ${found} and this roost knows up to ${version}`);
}

export function unusable(file: string, cause: unknown): RoostError {
  return new RoostError(
    'AuditUnusable',
    `The audit ${file} cannot be used: ${(cause as Error).message}`,
    { file },
    { cause },
  );
}
