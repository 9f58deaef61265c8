/** Makes a release the one that lies in the app's folder: files only, nothing is started. */
import { posix } from 'node:path';
import type { ReleaseRecord } from '../../protocol/release-record';
import { OVERRIDE_FILE } from './compose';
import { requireRecord } from './records';
import type { StepSite } from './site';

/**
 * Tracked files go to the release's commit, files that git does not track stay.
 * $1 source, $2 mirror, $3 commit (may be empty), $4 branch, $5 repository, $6 release folder,
 * then pairs of file in the release and file in the app's folder.
 */
const ACTIVATE = `
set -e
umask 077
src=$1 mirror=$2 commit=$3 branch=$4 repository=$5 release=$6; shift 6
if [ -n "$commit" ]; then
  (umask 022; mkdir -p "$src")
  if [ ! -e "$src/.git" ]; then git init -q "$src"; git -C "$src" remote add origin "$repository"; fi
  git -C "$src" cat-file -e "$commit^{commit}" 2>/dev/null || git -C "$src" fetch -q --no-tags "$mirror" "$commit"
  (umask 022; git -C "$src" -c advice.detachedHead=false checkout -q -f -B "$branch" "$commit")
  if [ -s "$release/local.patch" ]; then git -C "$src" apply --whitespace=nowarn "$release/local.patch"; fi
  grep -qxF "/${OVERRIDE_FILE}" "$src/.git/info/exclude" 2>/dev/null || { mkdir -p "$src/.git/info"; echo "/${OVERRIDE_FILE}" >>"$src/.git/info/exclude"; }
fi
while [ $# -gt 1 ]; do
  if [ -e "$1" ]; then mkdir -p "$(dirname "$2")"; cp "$1" "$2.roost-new"; mv -f "$2.roost-new" "$2"; else rm -f "$2"; fi
  shift 2
done`;

/** Errors: `StalePlan` when the release is gone. */
export async function activate(site: StepSite, release: number): Promise<ReleaseRecord> {
  const record = await requireRecord(site, release);
  const { folder, tree, override } = site.paths.release(release);
  const targets = site.app.secrets.flatMap((secret) => [
    posix.join(tree, secret.target),
    posix.join(site.where.directory, secret.target),
  ]);
  const files =
    record.strategy === 'adopted'
      ? site.where.compose.flatMap((f) => [
          posix.join(tree, site.where.source, f),
          posix.join(site.source, f),
        ])
      : [];
  await site.change([
    'sh',
    '-c',
    ACTIVATE,
    'activate',
    site.source,
    site.paths.mirror,
    record.commit ?? '',
    site.app.branch,
    site.app.repository,
    folder,
    ...targets,
    ...files,
    override,
    posix.join(site.source, OVERRIDE_FILE),
  ]);
  return record;
}
