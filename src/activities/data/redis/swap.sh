#!/bin/sh
# Usage: swap in|back|former|loaded|drop-new|drop-kept CONTAINER USER PASSWORD PORT CA CERT KEY NEW KEPT SERVER APP OPERATION
# KEPT is there: the live data are not the former ones, or are about to be others. `former` prints `former`, `loaded`
# prints `loaded`, where it is so.
. ../copying.sh
. ../../../host/databases/redis.sh
. ../../../host/synced.sh
. ./dump.sh
verb=$1 container=$2 user=$3 password=$4 port=$5 ca=$6 cert=$7 key=$8
shift 8
new=$1 kept=$2 server=$3 app=$4 operation=$5
. ./serving.sh
# keep_as FILE: what is live now.
keep_as() {
  mkdir -p "${1%/*}"
  dump "$1"
  rm -f "$1.keys"
  synced "$1.new"
  put "$1"
  synced "${1%/*}"
}
swap_in() {
  if [ ! -s "$new" ]; then
    [ ! -s "$kept" ] || return 0
    refuse "$new is gone"
  fi
  wait_until_ready
  [ -s "$kept" ] || keep_as "$kept"
  replace "$new"
  rm -f "$new"
}
swap_back() {
  [ -s "$kept" ] || return 0
  wait_until_ready
  # What was written since the swap is kept aside.
  [ -s "$new" ] || keep_as "$new"
  replace "$kept"
  rm -f "$kept"
}
case $verb in
  in) swap_in ;;
  back) swap_back ;;
  loaded) [ ! -s "$new" ] || echo loaded ;;
  former) [ -s "$kept" ] || echo former ;;
  drop-new) rm -f -- "$new" ;;
  drop-kept) rm -f -- "$kept" ;;
esac
