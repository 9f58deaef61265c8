#!/bin/sh
# Usage: prune-parts MIRROR [COMMIT]...
# Submodules and files of Git LFS that neither a release nor one of the commits names go. What came within a day stays: a plan
# without a lock may be reading it.
set -eu
. ../../app/folder/git-parts.sh
. ../../app/folder/unlock-git.sh
. ../../../host/git-durable.sh
mirror=$1
shift
modules=$(modules_of "$mirror")
[ -d "$modules" ] || [ -d "$mirror/lfs/objects" ] || exit 0
exec 9>"$modules.lock"
flock -w 60 9
# Names of commits have no blanks.
# shellcheck disable=SC2046
set -- $(
  {
    git --git-dir "$mirror" for-each-ref --format='%(objectname)' refs/roost/releases
    [ $# = 0 ] || printf '%s\n' "$@"
  } | sort -u | while read -r commit; do
    ! git --git-dir "$mirror" cat-file -e "$commit^{commit}" 2>/dev/null || echo "$commit"
  done
)
# Without one, it is unknown what is needed.
[ $# -gt 0 ] || exit 0
# needed GIT-DIR COMMIT: a line for each submodule, those within it too.
needed() {
  list_modules "$1" "$2" | while read -r pin _; do
    git --git-dir "$modules" cat-file -e "$pin^{commit}" 2>/dev/null || continue
    echo "$pin"
    needed "$modules" "$pin"
  done
}
# prune_lfs GIT-DIR COMMIT...: as a pointer has it, or any text of that form.
prune_lfs() {
  git_dir=$1 store=$1/lfs/objects
  shift
  [ -d "$store" ] || return 0
  named=
  [ $# = 0 ] || named=$(git --git-dir "$git_dir" grep -haoE 'oid sha256:[0-9a-f]{64}' "$@" 2>/dev/null) || :
  find "$store" -type f -mmin +1440 | while IFS= read -r object; do
    case $named in *"sha256:${object##*/}"*) ;; *) rm -f -- "$object" ;; esac
  done
}
prune_lfs "$mirror" "$@"
[ -d "$modules" ] || exit 0
unlock_git "$modules"
pins=$(for commit; do needed "$mirror" "$commit"; done | sort -u)
gone=$(git --git-dir "$modules" for-each-ref --format='%(refname)' refs/roost | while read -r ref; do
  case "$pins" in *"${ref#refs/roost/modules/}"*) ;; *) echo "$ref" ;; esac
done)
# shellcheck disable=SC2086
prune_lfs "$modules" $pins
[ -n "$gone" ] || exit 0
printf '%s\n' "$gone" | sed 's/^/delete /' | git --git-dir "$modules" update-ref --stdin
git --git-dir "$modules" gc -q --prune=1.day.ago
