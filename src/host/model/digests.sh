#!/bin/sh
# Usage: digests ROOT GIT-DIR COMMIT SOURCE [file|mount PATH]...
# What is at each PATH as ROOT shows it (empty: the host itself), a NUL after each: nothing where it does not count. A `file`
# counts by its content, with an `x` behind it if it may be executed; a folder, and a `mount` that a container may write to, by what COMMIT has there. `?`: COMMIT is
# not known.
set -u
root=$1 git=$2 commit=$3 src=$4
shift 4
# Larger files are data.
most=67108864

# tracked PATH: the id of what the commit has there.
tracked() {
  case $1/ in
  "$src/") at='' ;;
  "$src"/*) at=${1#"$src/"} ;;
  *) return 0 ;;
  esac
  if [ -z "$commit" ]; then
    printf '?'
  else
    git --git-dir "$git" rev-parse -q --verify "$commit:$at" 2>/dev/null || return 0
    case $(git --git-dir "$git" ls-tree "$commit" -- "$at" 2>/dev/null) in 100755*) printf x ;; esac
  fi
}
while [ $# -gt 1 ]; do
  if [ "$1" = file ] && [ -f "$root$2" ]; then
    if size=$(stat -L -c %s "$root$2" 2>/dev/null) && [ "$size" -le "$most" ]; then
      sha256sum <"$root$2" 2>/dev/null | cut -d ' ' -f 1 | tr -d '\n'
      [ ! -x "$root$2" ] || printf x
    fi
  else
    tracked "$2" | tr -d '\n'
  fi
  printf '\0'
  shift 2
done
