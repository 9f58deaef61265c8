#!/bin/sh
# Usage: switch-slot FOLDER FLAG-ON FLAG-OFF...
# The wanted flag first, then the others are removed: at no time is there none where there was one.
set -eu
. ../synced.sh
live=$1 on=$2
shift 2
if [ -n "$on" ]; then
  : >"$live/.$on.new"
  mv -f "$live/.$on.new" "$live/$on"
fi
for off; do rm -f "$live/$off"; done
synced "$live"
