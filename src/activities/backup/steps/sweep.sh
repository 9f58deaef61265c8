#!/bin/sh
# Usage: sweep MINUTES NEVER [FOLDER PATTERN]...
# Removes what is older than MINUTES and has a name like PATTERN, and prints the names.
# The newest of them stays whatever its age, and so does the name NEVER.
minutes=$1 never=$2
shift 2
while [ $# -gt 0 ]; do
  if cd "$1" 2>/dev/null; then
    old=$(find . -mindepth 1 -maxdepth 1 -mmin "+$minutes" ! -name "$never")
    # Mostly there is nothing that old, and no more to ask.
    [ -z "$old" ] || {
      # shellcheck disable=SC2010 # By time; a name of two lines is left alone.
      newest=$(ls -1t | grep -E -- "$2" | grep -Fxv -- "$never" | head -n 1)
      printf '%s\n' "$old" | sed 's|^\./||' | grep -E -- "$2" | {
        left=0 then=$(( $(date +%s) - minutes * 60 ))
        while IFS= read -r name; do
          [ "$name" != "$newest" ] || continue
          # What keeps the time of what it is a copy of may have come here tonight.
          [ "$(stat -c %Z -- "./$name")" -lt "$then" ] || continue
          if rm -rf -- "./$name"; then echo "$name"; else left=1; fi
        done
        exit "$left"
      }
    } || bad=1
  fi
  shift 2
done
exit "${bad:-0}"
