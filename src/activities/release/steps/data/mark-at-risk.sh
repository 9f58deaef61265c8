#!/bin/sh
# Usage: mark-at-risk MARK DUMP LAST-START
# In the release's folder, and on the disk before the data can change. It holds LAST-START, of the app's
# containers, unless DUMP is there already.
. ../../../../host/synced.sh
set -e
if [ -s "$2" ] && [ -e "$1" ]; then exit; fi
echo "$3" >"$1"
synced "$1"
synced "${1%/*}"
