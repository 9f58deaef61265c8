#!/bin/sh
# Usage: write-record FILE <CONTENT
set -eu
umask 077
. ../../../host/synced.sh
mkdir -p "${1%/*}"
cat >"$1.new"
synced "$1.new"
mv -f "$1.new" "$1"
synced "${1%/*}"
