/**
 * One process at a time works on an app's staging. A worker that was killed
 * leaves its rsync or restic behind, which goes on: the next attempt ends it
 * before it begins itself.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { endProcess, identify, isAlive, type ProcessIdentity } from '../lib/process';

const GRACE_MS = 10_000;

interface Child extends ProcessIdentity {
  /** The worker that has started it. */
  worker?: ProcessIdentity;
}

export async function endFormer(mark: string): Promise<void> {
  const text = await readFile(mark, 'utf8').catch(() => null);
  if (text === null) return;
  const former = parsed(text);
  // By SIGTERM restic would leave its lock behind.
  if (former) await endProcess(former, GRACE_MS, 'SIGINT');
  await rm(mark, { force: true });
}

/** Whether it is at work for another worker that lives: then it is no dead attempt's. */
export async function isAnothers(mark: string): Promise<boolean> {
  const child = parsed(await readFile(mark, 'utf8').catch(() => ''));
  return (
    child?.worker !== undefined && child.worker.pid !== process.pid && isAlive(child) && isAlive(child.worker)
  );
}

/** The mark of a child that runs now. */
export async function noteChild(mark: string, pid: number): Promise<void> {
  await mkdir(dirname(mark), { recursive: true });
  await writeFile(mark, JSON.stringify({ ...identify(pid), worker: identify(process.pid) } satisfies Child));
}

/** Null: half written, as the worker died between the start and this. */
function parsed(text: string): Child | null {
  try {
    const { pid, started, worker } = (JSON.parse(text) ?? {}) as Partial<Child>;
    return typeof pid === 'number' && typeof started === 'string'
      ? { pid, started, ...(worker && { worker }) }
      : null;
  } catch {
    return null;
  }
}
