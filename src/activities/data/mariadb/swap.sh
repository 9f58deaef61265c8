#!/bin/sh
# Usage: swap in|back|former|loaded|drop-new|drop-kept CONTAINER USER PASSWORD LIVE NEW KEPT CODE-FILE MARK-FOLDER
# `former` prints `former`, `loaded` prints `loaded`, where it is so.
set -eu
. ../../../host/databases/mariadb.sh
. ./dump.sh
. ./code.sh
. ./said.sh
. ./loading.sh
. ../../../host/synced.sh
. ./swapping.sh
verb=$1 container=$2 user=$3 password=$4 live=$5 new=$6 kept=$7 code=$8 mark=$9
wait_until_ready
case $verb in
  in) swap_in ;;
  back) swap_back ;;
  loaded) ! there "$new" || echo loaded ;;
  former) [ -e "$mark/live" ] || echo former ;;
  drop-new) drop_database "$new" ;;
  drop-kept)
    drop_database "$kept"
    rm -rf -- "$mark"
    ;;
esac
