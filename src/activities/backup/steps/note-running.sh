#!/bin/sh
# Usage: note-running FILE RELEASE CONTAINER...
# FILE: the release that serves and the containers that run. What is noted already is older, and stays: since then they
# are stopped.
set -eu
umask 077
. ../../../host/synced.sh
file=$1
shift
[ "$(cat "$file" 2>/dev/null)" != "$*" ] || exit 0
echo "$*" >"$file.new"
synced "$file.new"
mv -f "$file.new" "$file"
synced "${file%/*}"
