#!/bin/sh
# Usage: put FOLDER OFF-NAMES NAME TEXT...
# Writes files by rename, the last one last, then removes those named in OFF-NAMES: at no time is there none where there was one.
# NAME? is only made where there is none. A new name ends otherwise until it is whole, so that Traefik does not take it.
set -eu
. ../../synced.sh
folder=$1 off=$2
shift 2
while [ "$#" -gt 1 ]; do
  name=${1%\?}
  if { [ "$name" = "$1" ] || [ ! -e "$folder/$name" ]; } && ! printf '%s' "$2" | cmp -s - "$folder/$name"; then
    printf '%s' "$2" >"$folder/.$name.new"
    synced "$folder/.$name.new"
    mv -f "$folder/.$name.new" "$folder/$name"
  fi
  shift 2
done
for name in $off; do rm -f "$folder/$name"; done
synced "$folder"
