#!/bin/sh
# Usage: discard RELEASE-FOLDER MIRROR REF
set -u
. ../../../host/synced.sh
rm -rf "$1"
git --git-dir "$2" update-ref -d "$3" 2>/dev/null || :
# Else it is there again after a power cut, with its secrets, though its step has ended.
[ ! -d "${1%/*}" ] || synced "${1%/*}"
