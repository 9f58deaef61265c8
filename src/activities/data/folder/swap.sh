#!/bin/sh
# Usage: swap in|back|former|loaded|drop-new|drop-kept CONTAINER APP OPERATION LIVE NEW KEPT
# `former` prints `former` where all of LIVE is what it was before.
. ../renaming.sh
. ../../../host/scripts/rooted.sh
verb=$1 container=$2 app=$3 operation=$4 live=$5 new=$6 kept=$7
# What is in folders of other users is not the SSH user's to remove.
drop() {
  rm -rf -- "$1" 2>/dev/null ||
    contained "$container" "$app" "$operation" "rw=${1%/*}" -- rm -rf -- "$1" >/dev/null 2>&1 || rm -rf -- "$1"
}
case $verb in
  in) swap_in ;;
  back) swap_back ;;
  former) has_former || echo former ;;
  loaded) ! there "$new" || echo loaded ;;
  drop-new) drop "$new" ;;
  drop-kept) drop "$kept" && rm -f -- "$kept.absent" ;;
esac
