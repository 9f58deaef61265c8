#!/bin/sh
# Usage: . renaming.sh
# shellcheck disable=SC2154 # The program that sources it has $live, $new and $kept.
# Gives what was loaded beside a live file or folder its place, and back, by renames. Each step may be found done: a run
# that was cut off is gone on with. $kept.absent shows that nothing was live before.
set -eu
. ../../host/synced.sh
there() { [ -e "$1" ] || [ -L "$1" ]; }
has_former() { there "$kept" || there "$kept.absent"; }
# enter BASE: goes to the folder that holds $live and calls it only by its name: from there on no link that somebody puts
# in the way leads elsewhere. A folder that is missing is made. BASE empty: by the path as it is.
enter() {
  if [ -z "$1" ]; then return 0; fi
  at=${live%/*} rest=${live#"$1"/}
  cd -P -- "$1"
  here=$(pwd -P)
  while :; do
    case $rest in */*) ;; *) break ;; esac
    part=${rest%%/*} rest=${rest#*/}
    there "./$part" || mkdir -- "./$part"
    here=${here%/}/$part
    [ ! -L "./$part" ] && cd -P -- "./$part" && [ "$(pwd -P)" = "$here" ] || {
      echo "$here is a link, or no folder" >&2
      exit 1
    }
  done
  live=./$rest
  # What is beside it is in this folder too.
  [ "${new%/*}" != "$at" ] || new=./${new##*/} kept=./${kept##*/}
}
# Never into a folder of that name.
exactly() {
  if mv --help 2>&1 | grep -q -e '-T'; then mv -T -- "$1" "$2"; else mv -- "$1" "$2"; fi
}
rename() { exactly "$@"; }
# Docker makes an empty folder where one is missing that a container mounts.
make_way() { ! there "$live" || rmdir -- "$live" 2>/dev/null || { echo "$live has come back meanwhile" >&2; exit 1; }; }
swap_in() {
  if ! there "$new"; then
    if has_former && there "$live"; then return 0; fi
    echo "$new is gone" >&2
    exit 1
  fi
  mkdir -p "${live%/*}" "${kept%/*}"
  if ! has_former; then
    if there "$live"; then rename "$live" "$kept"; else : >"$kept.absent"; fi
  fi
  make_way
  rename "$new" "$live"
  synced "${live%/*}"
  synced "${kept%/*}"
}
swap_back() {
  has_former || return 0
  if there "$new"; then make_way; elif there "$live"; then rename "$live" "$new"; fi
  ! there "$kept" || rename "$kept" "$live"
  rm -f -- "$kept.absent"
  synced "${live%/*}"
  synced "${kept%/*}"
}
