#!/bin/sh
# Usage: real-folders FOLDER...
# Prints each without links, NUL after each: one that cannot be entered as it is given, one that is gone as nothing.
for folder; do
  if (cd -P -- "$folder" 2>/dev/null && printf '%s\0' "$PWD"); then continue; fi
  up=$folder
  while [ ! -d "$up" ]; do
    up=${up%/*}
    up=${up:-/}
  done
  # Where the folder above may not be searched, it may be there.
  if [ ! -d "$folder" ] && [ -x "$up" ]; then printf '\0'; else printf '%s\0' "$folder"; fi
done
