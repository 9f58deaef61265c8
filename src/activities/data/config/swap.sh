#!/bin/sh
# Usage: swap in|back|former|loaded|drop-new|drop-kept [LIVE NEW KEPT]...
# As with folders, but a file that the snapshot has not stays as it is.
. ../renaming.sh
verb=$1
shift
former=yes loaded=
while [ $# -gt 0 ]; do
  live=$1 new=$2 kept=$3
  shift 3
  case $verb in
    in) if there "$new" || has_former; then swap_in; fi ;;
    back) swap_back ;;
    former) ! has_former || former= ;;
    loaded) ! there "$new" || loaded=yes ;;
    drop-new) rm -f -- "$new" ;;
    drop-kept) rm -f -- "$kept" "$kept.absent" ;;
  esac
done
case $verb in
  former) [ -z "$former" ] || echo former ;;
  loaded) [ -z "$loaded" ] || echo loaded ;;
esac
