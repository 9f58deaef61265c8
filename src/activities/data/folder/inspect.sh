#!/bin/sh
# Usage: inspect FOLDER
# Prints what cannot be read, then `= FILES BYTES`. Exit code 66: there is no such folder.
# A link is copied as it is, wherever it leads; what is removed meanwhile does not matter.
[ -d "$1" ] || exit 66
# busybox's find knows neither `-readable` nor `-printf`.
find "$1" \( -type f -o -type d \) -exec sh -c '
  for path; do
    [ -r "$path" ] && { [ ! -d "$path" ] || [ -x "$path" ]; } || [ ! -e "$path" ] || printf "%s\n" "$path"
  done' unreadable {} + 2>/dev/null | head -n 5
find "$1" \( -type f -o -type l \) -exec stat -c %s {} + 2>/dev/null |
  awk '{ n++; b += $1 } END { printf "= %d %.0f\n", n, b }'
