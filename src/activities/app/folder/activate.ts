/** Makes a release the one that is in the app's folder: files only, nothing is started. */
import { posix } from 'node:path';
import { isInside } from '../../../fleet/file/values/paths';
import { shellScript } from '../../../lib/shell-script';
import type { ReleaseRecord } from '../../../protocol/release-record';
import { ROOST_FILE, useOf } from '../compose/compose';
import type { StepSite } from '../site';
import { readRecord, requireRecord } from './records';

const program = shellScript(__dirname, 'activate');

/** A repository may be large; of a folder without git each file is compared. */
const FILES_MS = 10 * 60_000;

/** Errors: `StalePlan` when the release is gone. */
export async function activate(site: StepSite, release: number): Promise<ReleaseRecord> {
  const record = await requireRecord(site, release);
  const { folder, tree, override } = site.paths.release(release);
  const { directory } = site.scope;
  const targets = site.app.secrets.flatMap(({ target }) => [
    posix.join(tree, target),
    ...within(site.source, directory, target),
  ]);
  const files =
    record.strategy === 'adopted'
      ? useOf(site, record)
          .files.filter(isInside)
          .flatMap((f) => [posix.join(tree, site.scope.source, f), ...within(site.source, site.source, f)])
      : [];
  await site.change(
    program(
      site.source,
      site.paths.mirror,
      record.commit ?? '',
      site.app.branch,
      site.app.repository,
      folder,
      ROOST_FILE,
      ...(await former(site, release)),
      site.context.direction === 'undo' || record.rollback ? 'yes' : 'no',
      ...targets,
      ...files,
      override,
      site.source,
      ROOST_FILE,
    ),
    { timeout: FILES_MS },
  );
  return record;
}

/** Folder and commit of the release that another one replaces. */
async function former(site: StepSite, release: number): Promise<[folder: string, commit: string]> {
  const { direction, expect } = site.context;
  const record = direction === 'undo' || expect === release ? null : await readRecord(site, expect);
  return record ? [site.paths.release(expect).folder, record.commit ?? ''] : ['', ''];
}

/**
 * A file of `base` as trusted folder and file in it: a source folder
 * that is a link itself is the operator's.
 */
function within(source: string, base: string, file: string): [folder: string, file: string] {
  const path = posix.join(base, file);
  const folder = path.startsWith(`${source}/`) ? source : base;
  return [folder, posix.relative(folder, path)];
}
