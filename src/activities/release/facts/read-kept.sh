#!/bin/sh
# Usage: read-kept FILE
# Prints the bytes of what is kept beside FILE, when FILE was written, the time now; then FILE. Nothing where it is not there.
[ -s "$1" ] || exit 0
echo "$(du -sk -- "${1%/*}/before" | awk '{ printf "%.0f", $1 * 1024 }') $(stat -c %Y -- "$1") $(date +%s)"
cat -- "$1"
