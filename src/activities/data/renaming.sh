#!/bin/sh
# Usage: . renaming.sh
# shellcheck disable=SC2154 # The program that sources it has $live, $new and $kept.
# Gives what was loaded beside a live file or folder its place, and back, by renames in one folder. Each step may be
# found done: a run that was cut off is gone on with. $kept.absent says that nothing was live before.
set -eu
. ../../host/synced.sh
there() { [ -e "$1" ] || [ -L "$1" ]; }
has_former() { there "$kept" || there "$kept.absent"; }
# Docker makes an empty folder where one is missing that a container mounts.
make_way() { ! there "$live" || rmdir -- "$live" 2>/dev/null || { echo "$live has come back meanwhile" >&2; exit 1; }; }
swap_in() {
  if ! there "$new"; then
    if has_former && there "$live"; then return 0; fi
    echo "$new is gone" >&2
    exit 1
  fi
  if ! has_former; then
    if there "$live"; then mv -- "$live" "$kept"; else mkdir -p "${live%/*}" && : >"$kept.absent"; fi
  fi
  make_way
  mv -- "$new" "$live"
  synced "${live%/*}"
}
swap_back() {
  has_former || return 0
  if there "$new"; then make_way; elif there "$live"; then mv -- "$live" "$new"; fi
  ! there "$kept" || mv -- "$kept" "$live"
  rm -f -- "$kept.absent"
  synced "${live%/*}"
}
