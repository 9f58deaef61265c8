#!/bin/sh
# Usage: remove PATH
# Else what was removed is there again after a power cut.
set -u
. ./synced.sh
rm -rf "$1" || exit
[ ! -d "${1%/*}" ] || synced "${1%/*}"
