#!/bin/sh
# Usage: dump-times MARK FILE...
# Prints what MARK holds, and when each FILE was written, in seconds since 1970; of one that is not there, nothing.
set -e
cat "$1"
shift
for file; do
  [ ! -e "$file" ] || stat -c %Y "$file"
done
