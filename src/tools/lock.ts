import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const staleAfter = 60_000;

/**
 * Runs `body` while holding a folder as a lock between processes of this
 * machine. Its holder may die at any time: a lock whose process is gone, or
 * that nobody touched for a minute, is free. What is done under it must be safe
 * to do twice (write beside, then rename): the lock spares work, no more.
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
    // Just being made: the pid is not written yet.
    if (!pid) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Moved away first, so that of two that find it stale only one drops it. */
async function dropStale(folder: string): Promise<void> {
  const aside = `${folder}.${process.pid}.stale`;
  try {
    await rename(folder, aside);
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
