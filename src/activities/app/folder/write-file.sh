#!/bin/sh
# Usage: write-file TEMP-FOLDER ROOT FILE <CONTENT
# Mode 0600; ROOT/FILE is replaced as a whole.
set -eu
umask 077
. ./place.sh
mkdir -p "$1" "$2"
new=$(mktemp "$1/new-XXXXXX")
trap 'rm -f "$new"' EXIT
cat >"$new"
place "$new" "$2" "$3"
