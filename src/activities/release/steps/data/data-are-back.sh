#!/bin/sh
# Usage: data-are-back BACK AT-RISK
# BACK first: without it they would be put back once more, over what was written since.
. ../../../../host/synced.sh
set -e
mkdir -p "${1%/*}"
: >"$1"
synced "$1"
synced "${1%/*}"
rm -f "$2"
