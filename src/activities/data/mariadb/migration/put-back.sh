#!/bin/sh
# Usage: put-back CONTAINER USER PASSWORD LIVE NEW KEPT DUMP WORK-FOLDER
# Loads the dump from before a migration beside the live database and gives its tables their place. Interrupted, it leaves
# the live one as it was or is gone on with: WORK-FOLDER shows which.
. ../../copying.sh
. ../../packed.sh
. ../../../../host/databases/mariadb.sh
. ../dump.sh
. ../rows.sh
. ../code.sh
. ../said.sh
. ../loading.sh
. ../../../../host/synced.sh
. ../swapping.sh
container=$1 user=$2 password=$3 live=$4 new=$5 kept=$6 dump=$7 work=$8
code=$work/code mark=$work/mark
mkdir -p "$work"
wait_until_ready
if [ ! -e "$mark/live" ]; then
  load_dump "$dump" "$live" "$new" "$work/rows" "$code"
  drop_code "$new"
  synced "$code"
fi
swap_in
drop_database "$kept"
rm -rf -- "$work"
