/** Takes what was pulled for what is fetched: hard links, so that it takes no time and no room. */
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { backupPaths } from '../../../backup';
import { RoostError } from '../../../errors';
import { backupOf } from '../../../fleet/file';
import { isRealFolder } from '../../../host/pull/real-folder';
import type { RestoreItem } from '../../../protocol/steps/restore';
import type { Site } from '../../app/site';
import { databasesOf, partsOf, placeDatabase } from './fetched';

const run = promisify(execFile);

export async function linkPulled(
  { fleet, app }: Pick<Site, 'fleet' | 'app'>,
  items: RestoreItem[],
  target: string,
): Promise<void> {
  const root = backupPaths(backupOf(fleet).folder).app(app.name);
  await rm(target, { recursive: true, force: true });
  for (const item of items) {
    for (const part of partsOf(item)) {
      await requireNoLink(root, part);
      await mkdir(dirname(join(target, part)), { recursive: true, mode: 0o700 });
      // Owners that are kept in attributes come along.
      await run('cp', ['-al', '--', join(root, part), join(target, part)]);
    }
    for (const one of databasesOf(item)) {
      // It is written into the file that is there: that must not be the staging's.
      const file = join(item.from, one.path);
      await requireNoLink(target, file);
      await rm(join(target, file), { force: true });
      await run('cp', ['-a', '--', join(root, file), join(target, file)]).catch(() => {});
      await placeDatabase(target, item.from, one);
    }
  }
}

/**
 * What was pulled is as the host gave it: a link on the way would lead to files of this machine.
 * Errors: `CopyDamaged`.
 */
async function requireNoLink(base: string, path: string): Promise<void> {
  if (await isRealFolder(base, dirname(path))) return;
  throw new RoostError('CopyDamaged', `${dirname(path)} is no folder among what was pulled.`, { from: path });
}
