/**
 * One process at a time: a lock of the operating system on `FILE.lock`, taken by way of SQLite since
 * Node has no flock. It ends with the process that holds it. The lock file stays.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';

const POLL_MS = 20;

/** The last call of this process, by file: those of one process keep their order. */
const queues = new Map<string, Promise<unknown>>();

/** Waits until no other call, of this process or another, works on the file. */
export function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const turn = (queues.get(file) ?? Promise.resolve()).then(() => workLocked(file, work));
  const over: Promise<unknown> = turn
    .catch(() => undefined)
    .then(() => queues.get(file) === over && queues.delete(file));
  queues.set(file, over);
  return turn;
}

async function workLocked<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = await take(file);
    if (lock) return work().finally(() => lock.close());
    await sleep(POLL_MS);
  }
}

/** Null if another process works on the file; then nothing is done. */
export async function tryFileLock<T>(file: string, work: () => Promise<T>): Promise<T | null> {
  const lock = await take(file);
  return lock && work().finally(() => lock.close());
}

async function take(file: string): Promise<DatabaseSyncInstance | null> {
  // Loaded here: the command line, which only reads such files, needs no native library.
  const { DatabaseSync } = await import('@photostructure/sqlite');
  await mkdir(dirname(file), { recursive: true });
  const lock = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (/locked|busy/i.test((error as Error).message)) return null;
    throw error;
  }
}
