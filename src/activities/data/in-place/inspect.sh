#!/bin/sh
# Usage: inspect FOLDER
# Prints what cannot be read, then `= FILES BYTES`. Exit code 66: there is no such folder.
# A link is copied as it is, wherever it leads; what is removed meanwhile does not matter.
. ../../../host/scripts/rooted.sh
[ -d "$1" ] || exit 66
unreadable "$1"
find "$1" \( -type f -o -type l \) -exec stat -c %s {} + 2>/dev/null |
  awk '{ n++; b += $1 } END { printf "= %d %.0f\n", n, b }'
