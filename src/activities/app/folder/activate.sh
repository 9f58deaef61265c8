#!/bin/sh
# Usage: activate SOURCE MIRROR COMMIT BRANCH REPOSITORY RELEASE-FOLDER ROOST-FILE SERVING SERVING-COMMIT
#   yes|no [IN-RELEASE ROOT FILE]...
# SERVING: folder of the release that another one replaces; empty in an undo.
# Tracked files go to COMMIT (empty: they stay), files that git does not track stay. Those that COMMIT brings are kept in
# `replaced` beside the releases, and `yes`, an undo or a rollback, brings back those that COMMIT does not have: a commit
# that takes its own file away has no use for an old one.
# Then each ROOT/FILE becomes the release's file, or is removed where the release has none.
set -eu
umask 077
. ./place.sh
. ./unlock-git.sh
. ../../../host/git-durable.sh
. ./replaced.sh
. ./in-the-way.sh
. ./git-parts.sh
src=$1 mirror=$2 commit=$3 branch=$4 repository=$5 release=$6 added=$7
shift 7
serving=$1 serving_commit=$2 back=$3
shift 3
kept=${release%/releases/*}/replaced
# Edits of tracked files: once in a deploy, before anything is checked out. An undo applies those that fit its commit.
keep_edits() {
  git -C "$src" rev-parse -q --verify HEAD >/dev/null || return 0
  edits=$serving/local.patch.new
  git -C "$src" diff --binary --no-ext-diff --no-color --ignore-submodules --src-prefix=a/ --dst-prefix=b/ HEAD >"$edits"
  if [ ! -s "$edits" ] || git -C "$src" apply -R --check --whitespace=nowarn "$edits" 2>/dev/null; then
    fits=$serving_commit
  else
    fits=
  fi
  synced "$edits"
  if [ "$(git -C "$src" rev-parse HEAD)" = "$fits" ]; then
    mv -f "$edits" "$serving/local.patch"
  else
    mv -f "$edits" "$serving/by-hand.patch"
  fi
}
is_ours() { head -n 1 "$1" 2>/dev/null | grep -q '^# Written by roost '; }
if [ -e "$src/$added" ] && ! is_ours "$src/$added"; then
  echo "$src/$added is not a file of roost: give it another name" >&2
  exit 1
fi
# The name that an earlier version used is one that Compose reads by itself.
former=$src/docker-compose.override.yml
if [ ! -L "$former" ] && is_ours "$former"; then rm -f "$former"; fi
if [ -n "$commit" ]; then
  (umask 022 && mkdir -p "$src")
  if [ ! -e "$src/.git" ]; then
    git init -q "$src"
    git -C "$src" remote add origin "$repository"
  fi
  unlock_git "$(git -C "$src" rev-parse --absolute-git-dir)"
  git -C "$src" cat-file -e "$commit^{commit}" 2>/dev/null ||
    git -C "$src" fetch -q --no-tags --no-recurse-submodules "$mirror" "$commit"
  blocked=$(in_the_way "$src/.git" "$commit" "$src" | tr '\0' ' ')
  [ -z "$blocked" ] || {
    echo "git would remove, to make room for the commit, with all that is in it: ${blocked}in $src" >&2
    exit 1
  }
  if [ -d "$serving" ] && [ ! -e "$release/edits-kept" ]; then
    keep_edits
    : >"$release/edits-kept"
    synced "$release/edits-kept"
    synced "$release"
  fi
  keep_replaced "$src" "$commit" "$kept"
  (
    umask 022
    # What is in Git LFS was fetched with the commit.
    export GIT_LFS_SKIP_SMUDGE=1
    # No hook of a person's clone has a say in it, nor another working copy that has the branch.
    git -C "$src" -c advice.detachedHead=false -c core.hooksPath=/dev/null checkout -q -f --ignore-other-worktrees \
      -B "$branch" "$commit"
    own=$(git -C "$src" rev-parse --absolute-git-dir)
    put_own_lfs "$mirror" "$src"
    mkdir -p "$own/roost"
    unlock_git "$own/roost"
    module_edits=
    [ ! -d "$serving" ] || module_edits=$serving/module
    put_modules "$mirror" "$commit" "$src" "$(modules_of "$mirror")" "$own/roost/module" yes
  )
  if [ -s "$release/local.patch" ]; then
    git -C "$src" apply --whitespace=nowarn "$release/local.patch"
  fi
  exclude=$(git -C "$src" rev-parse --git-path info/exclude)
  case $exclude in /*) ;; *) exclude=$src/$exclude ;; esac
  mkdir -p "${exclude%/*}"
  for line in "/$added" /.roost/; do
    grep -qxF "$line" "$exclude" 2>/dev/null || echo "$line" >>"$exclude"
  done
fi
[ "$back" = no ] || bring_back "$src" "$commit" "$kept"
new=
trap '[ -z "$new" ] || rm -f "$new"' EXIT
while [ $# -gt 2 ]; do
  if [ -f "$1" ] && [ ! -L "$1" ]; then
    new=$(mktemp "$release/new-XXXXXX")
    cp "$1" "$new"
    chmod "$(stat -c %a "$1")" "$new"
    place "$new" "$2" "$3"
  else
    unplace "$2" "$3"
  fi
  shift 3
done
