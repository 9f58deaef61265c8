#!/bin/sh
# Usage: mark-at-risk MARK
# In the release's folder, and on the disk before the data can change.
. ../../../host/synced.sh
set -e
: >"$1"
synced "$1"
synced "${1%/*}"
