#!/bin/sh
# Usage: hold FILE LINE
# FILE lists which parts of an app are back, a word a line; one of an operation before is of other data.
set -eu
umask 077
. ../../../host/synced.sh
mkdir -p "${1%/*}"
[ "$(head -n 1 "$1" 2>/dev/null)" != "$2" ] || exit 0
printf '%s\n' "$2" >"$1.new"
synced "$1.new"
mv -f "$1.new" "$1"
synced "${1%/*}"
