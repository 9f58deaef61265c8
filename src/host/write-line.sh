#!/bin/sh
# Usage: write-line FILE LINE
set -eu
umask 077
. ./synced.sh
mkdir -p "${1%/*}"
printf '%s\n' "$2" >"$1.new"
synced "$1.new"
mv -f "$1.new" "$1"
synced "${1%/*}"
