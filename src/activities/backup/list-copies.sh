#!/bin/sh
# Usage: list-copies NEVER [FOLDER PATTERN]...
# Prints the time, then for each name like PATTERN in FOLDER `e INDEX MODIFIED CHANGED NAME`, then `s INDEX KIB NAME`.
# INDEX counts the FOLDERs from 0. The name NEVER is left out, and so is a name of two lines.
never=$1 index=0
shift
date +%s
while [ $# -gt 0 ]; do
  if cd "$1" 2>/dev/null; then
    # The newest first: what two of them share is counted for the one that stays.
    # shellcheck disable=SC2010 # By time.
    ls -1t | grep -E -- "$2" | grep -Fxv -- "$never" | while IFS= read -r name; do
      times=$(stat -c '%Y %Z' -- "./$name" 2>/dev/null) && echo "e $index $times $name"
    done
    # shellcheck disable=SC2010
    ls -1t | grep -E -- "$2" | grep -Fxv -- "$never" | sed 's|^|./|' | tr '\n' '\0' |
      xargs -0 -r du -sk 2>/dev/null | sed "s|^\([0-9]*\)[^0-9]*\./|s $index \1 |"
  fi
  index=$((index + 1))
  shift 2
done
exit 0
