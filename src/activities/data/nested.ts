/** Folders that could not be put back by renames. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { plainText } from '../../lib/plain-text';
import { sentences } from '../../lib/sentences';
import { shellScript } from '../../lib/shell-script';
import type { CopySource } from '../../protocol/data';
import type { Site } from '../app/site';

const nested = shellScript(__dirname, 'nested');

/** Errors: `PlaceUnfit` where one of the folders has a mount point in it. */
export async function requireNoMounts(
  { app, host }: Pick<Site, 'app' | 'host'>,
  files: CopySource[],
): Promise<void> {
  const folders = files.flatMap((one) =>
    one.kind === 'folder' ? [posix.join(app.directory, one.path)] : [],
  );
  if (folders.length === 0) return;
  const found = plainText((await host.exec(nested(...folders))).stdout)
    .split('\n')
    .filter(Boolean);
  if (found.length === 0) return;
  throw new RoostError(
    'PlaceUnfit',
    sentences(
      `${app.name}: what is kept before could not be put back,`,
      `since these are mount points in its folders: ${found.slice(0, 5).join(', ')}.`,
      'Name the folders beside them one by one under data.folders.',
    ),
    { app: app.name },
  );
}
