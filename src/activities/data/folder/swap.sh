#!/bin/sh
# Usage: swap in|back|former|drop-new|drop-kept [LIVE NEW KEPT]...
# `former` prints `former` where all of LIVE is what it was before.
. ../renaming.sh
verb=$1
shift
former=yes
while [ $# -gt 0 ]; do
  live=$1 new=$2 kept=$3
  shift 3
  case $verb in
    in) swap_in ;;
    back) swap_back ;;
    former) ! has_former || former= ;;
    drop-new) rm -rf -- "$new" ;;
    drop-kept) rm -rf -- "$kept" "$kept.absent" ;;
  esac
done
[ "$verb" != former ] || [ -z "$former" ] || echo former
