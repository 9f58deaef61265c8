/**
 * One maintenance of a repository at a time. The scheduled night and one that
 * was started by hand are separate runs, and a prune takes hours.
 */
import { rm } from 'node:fs/promises';
import { Context } from '@temporalio/activity';
import { backupPaths, stopPrevious, isOwnedByOtherWorker, recordChild } from '../../../backup';
import { RoostError } from '../../../errors';
import type { RepositoryConfig } from '../../../fleet/file';
import { createTurns, type Restic, type Turns } from '../../../restic';
import type { Deps } from '../../deps';
import { attemptOf } from '../../scope/attempt';

/** The turns of this worker, by the mark of the child. */
const turns = new Map<string, Turns>();

function turnsOf(mark: string): Turns {
  const known = turns.get(mark) ?? createTurns(1);
  turns.set(mark, known);
  return known;
}

/**
 * Waits for its turn in this worker, and stops the restic of a dead attempt.
 * Errors: `RepositoryLocked` while another worker uses the repository.
 */
export async function withExclusiveRepository<T>(
  deps: Deps,
  config: RepositoryConfig,
  folder: string,
  work: (restic: Restic) => Promise<T>,
): Promise<T> {
  const child = backupPaths(folder).mark('.repository', 'child');
  const { signal } = attemptOf(Context.current());
  const leave = await turnsOf(child)(signal);
  try {
    if (await isOwnedByOtherWorker(child))
      throw new RoostError('RepositoryLocked', 'The restic of another worker works on the repository.', {
        folder,
      });
    // An attempt of this worker keeps its turn until its restic has ended: a running one is of a dead worker.
    await stopPrevious(child);
    try {
      return await work(
        await deps.restic(config, { signal, onChild: (pid) => void recordChild(child, pid).catch(() => {}) }),
      );
    } finally {
      await rm(child, { force: true });
    }
  } finally {
    leave();
  }
}
