#!/bin/sh
# Usage: load live|scratch CONTAINER USER PASSWORD LIVE NEW DUMP ROWS-FILE CODE-FILE
# Loads DUMP into the new database NEW, made as LIVE is, and compares the rows of each table with the dump.
. ../copying.sh
. ../packed.sh
. ../../../host/databases/mariadb.sh
. ./dump.sh
. ./rows.sh
. ./code.sh
. ./said.sh
. ./loading.sh
into=$1 container=$2 user=$3 password=$4 live=$5 new=$6 dump=$7 rows=$8 code=$9
wait_until_ready
load_dump "$dump" "$live" "$new" "$rows" "$code"
# Tables with triggers cannot be renamed into another database.
[ "$into" != live ] || drop_code "$new"
awk '$1 == "now" { tables++; sum += $2 } END { printf "%d tables, %.0f rows\n", tables, sum }' "$rows"
