#!/bin/sh
# Usage: . git-parts.sh
# What a commit names and git does not check out by itself: submodules, whose commits are in a repository beside the mirror, and
# files of Git LFS, which are in the repository whose commit names them.
. ./unlock-git.sh
modules_of() { printf '%s\n' "${1%/*}/modules.git"; }
# list_modules GIT-DIR COMMIT: a line `PIN PATH` for each submodule; a line feed in a path is the byte 1.
list_modules() {
  git --git-dir "$1" ls-tree -r -z "$2" | tr '\n\0' '\1\n' | sed -n 's/^160000 commit \([0-9a-f]*\)	/\1 /p'
}
# put_modules GIT-DIR COMMIT FOLDER MODULES INDEX LFS: each submodule that MODULES has goes into FOLDER, those within it too.
# INDEX-… are the files by which git knows later what it has written. A working copy that a person has there is moved; what was
# changed in it by hand is kept as a patch, in files that begin with $module_edits.
put_modules() (
  [ -d "$4" ] || exit 0
  real=$(cd -P -- "$3" && pwd) || exit
  list_modules "$1" "$2" | while read -r pin path; do
    git --git-dir "$4" cat-file -e "$pin^{commit}" 2>/dev/null || continue
    at=$3/$path
    [ -d "$at" ] || continue
    # No link leads a submodule elsewhere.
    [ "$(cd -P -- "$at" && pwd)" = "$real/$path" ] || continue
    index=$5-$(printf %s "$path" | git hash-object --stdin)
    if [ -e "$at/.git" ]; then
      unlock_git "$(git -C "$at" rev-parse --absolute-git-dir)"
      if [ -n "${module_edits-}" ] && ! git -C "$at" diff --quiet HEAD 2>/dev/null; then
        git -C "$at" diff --binary --no-ext-diff --no-color HEAD >"$module_edits-${index##*-}.patch"
      fi
      git -C "$at" cat-file -e "$pin^{commit}" 2>/dev/null || git -C "$at" fetch -q --no-tags --no-recurse-submodules "$4" "$pin"
      GIT_LFS_SKIP_SMUDGE=1 git -C "$at" -c advice.detachedHead=false -c core.hooksPath=/dev/null checkout -q -f --detach "$pin"
      [ -z "$6" ] || put_own_lfs "$4" "$at"
    else
      GIT_INDEX_FILE=$index GIT_LFS_SKIP_SMUDGE=1 git --git-dir "$4" --work-tree "$at" \
        read-tree --no-recurse-submodules --reset -u "$pin"
      [ -z "$6" ] || GIT_INDEX_FILE=$index put_lfs "$4" "$at"
    fi
    put_modules "$4" "$pin" "$at" "$4" "$index" "$6"
  done
)
# list_lfs GIT-DIR FOLDER: NUL after each, the files of the index GIT_INDEX_FILE that FOLDER's attributes give to Git LFS.
list_lfs() (
  cd "$2" && git --git-dir "$1" --work-tree . ls-files -z -- ':(attr:filter=lfs)'
)
# put_own_lfs GIT-DIR FOLDER: in a working copy, whose git then takes these files for unchanged.
put_own_lfs() (
  index=$(git -C "$2" rev-parse --absolute-git-dir)/index
  GIT_INDEX_FILE=$index list_lfs "$1" "$2" >"$index.own"
  if [ -s "$index.own" ]; then
    GIT_INDEX_FILE=$index put_lfs "$1" "$2"
    if git lfs version >/dev/null 2>&1; then
      git -C "$2" lfs install --local --skip-repo >/dev/null
      git -C "$2" update-index -z --stdin <"$index.own"
    fi
  fi
  rm -f "$index.own"
)
# put_lfs GIT-DIR FOLDER: files that are pointers become what they point at, where it was fetched.
put_lfs() (
  list_lfs "$1" "$2" >"$GIT_INDEX_FILE.lfs"
  # shellcheck disable=SC2016 # Expands there.
  (cd "$2" && xargs -0 -r sh -c '
    objects=$1/lfs/objects
    shift
    for file; do
      [ -f "$file" ] && [ ! -L "$file" ] || continue
      oid=$(head -c 1024 -- "$file" | tr -d "\0" | sed -n "1{/^version https:\/\/git-lfs/!q};s/^oid sha256:\([0-9a-f]\{64\}\)\$/\1/p")
      [ -n "$oid" ] || continue
      object=$objects/$(printf %.2s "$oid")/$(printf %.4s "$oid" | cut -c 3-4)/$oid
      [ ! -f "$object" ] || cat "$object" >"$file" || exit 255
    done
  ' sh "$1") <"$GIT_INDEX_FILE.lfs"
  rm -f "$GIT_INDEX_FILE.lfs"
)
