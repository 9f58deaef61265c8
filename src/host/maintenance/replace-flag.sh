#!/bin/sh
# Usage: replace-flag FILE LINE
. ./flag.sh
write_new "$1" "$2"
mv -f "$new" "$1"
synced "${1%/*}"
