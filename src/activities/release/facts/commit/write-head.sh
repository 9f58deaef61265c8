#!/bin/sh
# Usage: write-head FILE COMMIT WORKFLOW-ID
# On the disk when this ends: a power cut must not bring back the head before.
set -e
umask 077
. ../../../../host/synced.sh
printf '%s %s\n' "$2" "$3" >"$1.new"
synced "$1.new"
mv -f "$1.new" "$1"
synced "${1%/*}"
