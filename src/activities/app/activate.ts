/** Makes a release the one that lies in the app's folder: files only, nothing is started. */
import { posix } from 'node:path';
import type { ReleaseRecord } from '../../protocol/release-record';
import { OVERRIDE_FILE } from './compose';
import { PLACE, UNLOCK_GIT } from './place-file';
import { requireRecord } from './records';
import type { StepSite } from './site';

/**
 * Tracked files go to the release's commit, files that git does not track stay.
 * $1 source, $2 mirror, $3 commit (may be empty), $4 branch, $5 repository, $6 release folder,
 * then triples: file in the release, trusted folder, file in it.
 */
const ACTIVATE = `
set -e
umask 077
${PLACE}
${UNLOCK_GIT}
src=$1 mirror=$2 commit=$3 branch=$4 repository=$5 release=$6; shift 6
if [ -n "$commit" ]; then
  (umask 022; mkdir -p "$src")
  if [ ! -e "$src/.git" ]; then git init -q "$src"; git -C "$src" remote add origin "$repository"; fi
  unlock_git "$src/.git"
  git -C "$src" cat-file -e "$commit^{commit}" 2>/dev/null || git -C "$src" fetch -q --no-tags "$mirror" "$commit"
  (umask 022; git -C "$src" -c advice.detachedHead=false checkout -q -f -B "$branch" "$commit")
  if [ -s "$release/local.patch" ]; then git -C "$src" apply --whitespace=nowarn "$release/local.patch"; fi
  grep -qxF "/${OVERRIDE_FILE}" "$src/.git/info/exclude" 2>/dev/null || { mkdir -p "$src/.git/info"; echo "/${OVERRIDE_FILE}" >>"$src/.git/info/exclude"; }
fi
trap '[ -z "\${new-}" ] || rm -f "$new"' EXIT
while [ $# -gt 2 ]; do
  if [ -f "$1" ] && [ ! -L "$1" ]; then
    new=$(mktemp "$release/new-XXXXXX"); cp "$1" "$new"; place "$new" "$2" "$3"
  else
    unplace "$2" "$3"
  fi
  shift 3
done`;

/** Errors: `StalePlan` when the release is gone. */
export async function activate(site: StepSite, release: number): Promise<ReleaseRecord> {
  const record = await requireRecord(site, release);
  const { folder, tree, override } = site.paths.release(release);
  const { directory } = site.where;
  const targets = site.app.secrets.flatMap(({ target }) => [
    posix.join(tree, target),
    ...within(site.source, directory, target),
  ]);
  const files =
    record.strategy === 'adopted'
      ? site.where.compose.flatMap((f) => [
          posix.join(tree, site.where.source, f),
          ...within(site.source, site.source, f),
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
    site.source,
    OVERRIDE_FILE,
  ]);
  return record;
}

/** A file of `base` as trusted folder and file in it: a source folder that is a link itself is the operator's. */
function within(source: string, base: string, file: string): [folder: string, file: string] {
  const path = posix.join(base, file);
  const folder = path.startsWith(`${source}/`) ? source : base;
  return [folder, posix.relative(folder, path)];
}
