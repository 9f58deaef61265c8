#!/bin/sh
# Usage: swap in|back|former|loaded|drop-new|drop-kept CONTAINER APP OPERATION BASE LIVE NEW KEPT
# BASE: from there LIVE is reached without a link, or empty.
# `former` prints `former` where all of LIVE is what it was before.
. ../renaming.sh
. ../../../host/scripts/rooted.sh
verb=$1 container=$2 app=$3 operation=$4 base=$5 live=$6 new=$7 kept=$8
whole() { case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$(pwd -P)/${1#./}" ;; esac; }
# Only root moves a folder of another user to another folder; its container then has nothing but the app's folder.
rename() {
  if [ -z "$base" ]; then
    exactly "$1" "$2"
  else
    exactly "$1" "$2" 2>/dev/null || contained "$container" "$app" "$operation" "rw=$base" -- \
      mv -- "$(whole "$1")" "$(whole "$2")" >/dev/null 2>&1 || exactly "$1" "$2"
  fi
}
# What is in folders of other users is not the SSH user's to remove.
drop() {
  rm -rf -- "$1" 2>/dev/null ||
    contained "$container" "$app" "$operation" "rw=$(whole "${1%/*}")" -- rm -rf -- "$(whole "$1")" >/dev/null 2>&1 || rm -rf -- "$1"
}
case $verb in
  in | back) enter "$base" ;;
  drop-*) [ ! -d "${live%/*}" ] || enter "$base" ;;
esac
case $verb in
  in) swap_in ;;
  back) swap_back ;;
  former) has_former || echo former ;;
  loaded) ! there "$new" || echo loaded ;;
  drop-new) drop "$new" ;;
  drop-kept) drop "$kept" && rm -f -- "$kept.absent" ;;
esac
