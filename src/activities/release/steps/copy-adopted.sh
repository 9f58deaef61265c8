#!/bin/sh
# Usage: copy-adopted RELEASE-FOLDER SOURCE [FILE COPY]...
# SOURCE: the working copy whose local changes are kept as a patch; may be empty.
set -eu
umask 077
mkdir -p "$1/tree"
if [ -n "$2" ] && [ -e "$2/.git" ]; then
  # Git says here what hinders it; without a commit there is nothing to compare with.
  code=0
  git -C "$2" rev-parse -q --verify HEAD >/dev/null || code=$?
  [ "$code" -le 1 ] || exit "$code"
  if [ "$code" = 0 ]; then
    # A commit that was only made here is left by its branch: without a name git would collect it one day.
    git -C "$2" update-ref refs/roost/adopted HEAD
    git -C "$2" diff --binary HEAD >"$1/local.patch.new"
    mv -f "$1/local.patch.new" "$1/local.patch"
  fi
fi
shift 2
while [ $# -gt 1 ]; do
  if [ -e "$1" ]; then
    mkdir -p "$(dirname "$2")"
    cp -p "$1" "$2.new"
    mv -f "$2.new" "$2"
  fi
  shift 2
done
