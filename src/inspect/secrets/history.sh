#!/bin/sh
# Usage: history MIRROR SOURCE BRANCH COUNT FILE
# Prints where the history of FILE was read (mirror, source, none), then lines of time (s) and commit, the newest first,
# an empty line, and for each of these commits the blob and its size; something else where FILE is not there.
set -eu
export GIT_OPTIONAL_LOCKS=0
mirror=$1 source=$2 branch=$3 count=$4 file=$5
if [ -n "$mirror" ] && [ -e "$mirror/HEAD" ]; then
  echo mirror
  head=refs/heads/$branch at=$file
  set -- git --git-dir "$mirror"
elif cd "$source" 2>/dev/null && git rev-parse -q --verify HEAD >/dev/null 2>&1; then
  echo source
  head=HEAD at=./$file
  set -- git
else
  echo none
  exit 0
fi
commits=$("$@" --literal-pathspecs log --no-show-signature -n "$count" --format='%ct %H' "$head" -- "$file")
printf '%s\n\n' "$commits"
[ -n "$commits" ] || exit 0
printf '%s\n' "$commits" | while read -r _ commit; do printf '%s:%s\n' "$commit" "$at"; done |
  "$@" cat-file --batch-check='%(objectname) %(objectsize)'
