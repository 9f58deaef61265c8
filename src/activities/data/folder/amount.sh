#!/bin/sh
# Usage: amount PATH...
# Prints for each `FILES BYTES`, or `none`.
for path; do
  if [ -e "$path" ]; then
    find "$path" -type f -exec stat -c %s {} + 2>/dev/null | awk '{ n++; b += $1 } END { printf "%d %.0f\n", n, b }'
  else
    echo none
  fi
done
