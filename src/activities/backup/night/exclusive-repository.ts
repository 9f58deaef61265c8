/**
 * The upkeep of a repository, one at a time: the Schedule's night and one that
 * somebody has begun are runs of their own, and prune for hours.
 */
import { rm } from 'node:fs/promises';
import { Context } from '@temporalio/activity';
import { backupPaths, endFormer, isAnothers, noteChild } from '../../../backup';
import { RoostError } from '../../../errors';
import type { RepositoryConfig } from '../../../fleet/file';
import { createTurns, type Restic, type Turns } from '../../../restic';
import type { Deps } from '../../deps';
import { attemptOf } from '../../scope/attempt';

/** Of this worker, by the mark of what runs. */
const turns = new Map<string, Turns>();

function turnsOf(mark: string): Turns {
  const known = turns.get(mark) ?? createTurns(1);
  turns.set(mark, known);
  return known;
}

/**
 * Waits for whoever of this worker is at it; a restic that a dead attempt has
 * left is ended first. Errors: `RepositoryLocked` while another worker is at it.
 */
export async function alone<T>(
  deps: Deps,
  config: RepositoryConfig,
  folder: string,
  work: (restic: Restic) => Promise<T>,
): Promise<T> {
  const child = backupPaths(folder).mark('.repository', 'child');
  const { signal } = attemptOf(Context.current());
  const leave = await turnsOf(child)(signal);
  try {
    if (await isAnothers(child))
      throw new RoostError('RepositoryLocked', 'The restic of another worker works on the repository.', {
        folder,
      });
    // An attempt of this worker keeps its turn until its restic has ended: what still runs is a dead one's.
    await endFormer(child);
    try {
      return await work(
        await deps.restic(config, { signal, onChild: (pid) => void noteChild(child, pid).catch(() => {}) }),
      );
    } finally {
      await rm(child, { force: true });
    }
  } finally {
    leave();
  }
}
