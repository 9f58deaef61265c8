#!/bin/sh
# Usage: put FOLDER OFF-NAMES NAME TEXT...
# Writes files by rename, the last one last, then removes those named in OFF-NAMES: at no time is there none where there was one.
# A new name ends otherwise until it is whole, so that Traefik does not take it.
set -eu
. ../../synced.sh
folder=$1 off=$2
shift 2
while [ "$#" -gt 1 ]; do
  if ! printf '%s' "$2" | cmp -s - "$folder/$1"; then
    printf '%s' "$2" >"$folder/.$1.new"
    synced "$folder/.$1.new"
    mv -f "$folder/.$1.new" "$folder/$1"
  fi
  shift 2
done
for name in $off; do rm -f "$folder/$name"; done
synced "$folder"
