/** How a Go program says in its log that it ended by a defect of its own. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { StateFiles } from '../lib/files/state';

/** Where the server's log ended; a file that is rotated away is another one. */
export interface LogEnd {
  file: number;
  size: number;
}

/** As of now; null: there is no log yet. */
export function endOfLog({ serverLog }: Pick<StateFiles, 'serverLog'>): LogEnd | null {
  try {
    const { ino, size } = statSync(serverLog);
    return { file: ino, size };
  } catch {
    return null;
  }
}

/** Bytes that are searched: a panic is written first, and the stacks of all goroutines follow it. */
const SEARCHED = 4 * 1024 * 1024;
/** What is wrong with the world (a port, a disk) Temporal says without these words. */
const PANIC = /^(?:panic|fatal error): .*$/m;
const LONGEST = 300;

/** The line of the first panic that the log got since `before`, its end then; null: there is none. */
export function panicIn(files: Pick<StateFiles, 'serverLog'>, before: LogEnd | null): string | null {
  const now = endOfLog(files);
  if (now === null) return null;
  const from = before?.file === now.file ? before.size : 0;
  const length = Math.min(now.size - from, SEARCHED);
  if (length <= 0) return null;
  const text = Buffer.alloc(length);
  const log = openSync(files.serverLog, 'r');
  try {
    readSync(log, text, 0, length, from);
  } finally {
    closeSync(log);
  }
  return PANIC.exec(text.toString('utf8'))?.[0].slice(0, LONGEST) ?? null;
}
