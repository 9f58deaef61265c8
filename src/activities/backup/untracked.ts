/**
 * Finds the files that Compose reads and git does not have. A host that cannot answer this fails no backup.
 */
import type { ExecOptions } from '../../host/types';
import { findFiles } from '../../host/untracked';
import { chooseUntracked, type Untracked } from '../../plan/backup/untracked';
import type { Site } from '../app/site';

/** Absent: the search was not possible. */
export async function untrackedOf(
  site: Site,
  { project, commit }: { project: string; commit: string | null },
  options: ExecOptions,
): Promise<Untracked | undefined> {
  const { app, host, source } = site;
  const { directory, compose: files, profiles, envFiles } = app;
  const use = { files, profiles, envFiles, project };
  try {
    return chooseUntracked(app, await findFiles(host, { directory, source, use, commit }, options));
  } catch {
    options.signal?.throwIfAborted();
    return undefined;
  }
}
