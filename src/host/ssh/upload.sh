#!/bin/sh
# Usage: upload PATH MODE BYTES <CONTENT
# The count is checked since a cut connection ends the content as a whole one does.
set -eu
umask 022
case $1 in */*) mkdir -p -- "${1%/*}/";; esac
umask 077
t="$1.new-$$"
trap 'rm -f -- "$t"' EXIT
cat >"$t"
got=$(($(wc -c <"$t")))
[ "$got" = "$3" ] || { echo "got $got of $3 bytes" >&2; exit 1; }
chmod -- "$2" "$t"
sync -- "$t" 2>/dev/null || :
[ ! -d "$1" ] || { echo "$1: Is a directory" >&2; exit 1; }
mv -f -- "$t" "$1"
