#!/bin/sh
# Usage: list-owners FOLDER
# Prints a record for each file, with a NUL behind it: `TYPE MODE UID GID SECONDS PATH`, with PATH relative (`./a.txt`),
# TYPE as find's %y, MODE in octal digits.
cd "$1" || exit 66
find . -printf '%y %m %U %G %T@ %p\000' 2>/dev/null && exit
# busybox's find cannot.
find . -exec sh -c '
  for path; do
    about=$(stat -c "%a %u %g %Y" -- "$path" 2>/dev/null) || continue
    type=f
    if [ -L "$path" ]; then type=l; elif [ -d "$path" ]; then type=d; fi
    printf "%s %s %s\000" "$type" "$about" "$path"
  done' list {} +
