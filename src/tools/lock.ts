import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const staleAfter = 60_000;

/**
 * Runs `body` while it holds a folder as a lock between processes of this
 * machine. A lock is free if its process has ended or has not touched it for a
 * minute. `body` must be safe to run twice (write a temporary file, then
 * rename it): the lock only saves work.
 */
export async function withLockFolder<T>(
  folder: string,
  body: () => Promise<T>,
  onWait?: () => void,
): Promise<T> {
  let waited = false;
  while (!(await tryLock(folder))) {
    if (await isStale(folder)) {
      await dropStale(folder);
      continue;
    }
    if (!waited) onWait?.();
    waited = true;
    await sleep(200);
  }
  const keepFresh = setInterval(() => void utimes(folder, new Date(), new Date()).catch(() => {}), 10_000);
  try {
    return await body();
  } finally {
    clearInterval(keepFresh);
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryLock(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(join(folder, 'pid'), String(process.pid));
  return true;
}

async function isStale(folder: string): Promise<boolean> {
  try {
    if (Date.now() - (await stat(folder)).mtimeMs > staleAfter) return true;
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    // The holder has just made the folder and not yet written its pid.
    if (!pid) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Renames first, so that only one of two processes that find it stale removes it. */
async function dropStale(folder: string): Promise<void> {
  const aside = `${folder}.${process.pid}.stale`;
  try {
    await rename(folder, aside);
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
