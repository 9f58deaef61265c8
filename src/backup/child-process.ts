/**
 * One process at a time works on an app's staging. The rsync or restic of a
 * killed worker still runs: the next attempt stops it before it starts its own.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { endProcess, identify, isAlive, type ProcessIdentity } from '../lib/process';

const GRACE_MS = 10_000;

interface Child extends ProcessIdentity {
  /** The worker that started it. */
  worker?: ProcessIdentity;
}

/** Stops the process of the mark, if it still runs, and removes the mark. */
export async function stopPrevious(mark: string): Promise<void> {
  const text = await readFile(mark, 'utf8').catch(() => null);
  if (text === null) return;
  const child = parsed(text);
  // On SIGTERM restic leaves its lock in the repository.
  if (child) await endProcess(child, GRACE_MS, 'SIGINT');
  await rm(mark, { force: true });
}

/** Whether the child runs for another worker that also runs. */
export async function isOwnedByOtherWorker(mark: string): Promise<boolean> {
  const child = parsed(await readFile(mark, 'utf8').catch(() => ''));
  return (
    child?.worker !== undefined && child.worker.pid !== process.pid && isAlive(child) && isAlive(child.worker)
  );
}

/** Writes the mark of a running child. */
export async function recordChild(mark: string, pid: number): Promise<void> {
  await mkdir(dirname(mark), { recursive: true });
  await writeFile(mark, JSON.stringify({ ...identify(pid), worker: identify(process.pid) } satisfies Child));
}

/** Null: half written, since the worker died meanwhile. */
function parsed(text: string): Child | null {
  try {
    const { pid, started, worker } = (JSON.parse(text) ?? {}) as Partial<Child>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started, worker } : null;
  } catch {
    return null;
  }
}
