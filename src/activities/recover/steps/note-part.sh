#!/bin/sh
# Usage: note-part FILE WORD
set -eu
umask 077
. ../../../host/synced.sh
grep -qx -- "$2" "$1" || printf '%s\n' "$2" >>"$1"
synced "$1"
