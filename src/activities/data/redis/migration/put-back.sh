#!/bin/sh
# Usage: put-back CONTAINER USER PASSWORD PORT CA CERT KEY FILE SERVER APP OPERATION
# Gives the live server the dump from before a migration. Interrupted, it is done again.
. ../../copying.sh
. ../../../../host/databases/redis.sh
. ../dump.sh
container=$1 user=$2 password=$3 port=$4 ca=$5 cert=$6 key=$7
shift 7
file=$1 server=$2 app=$3 operation=$4
. ../serving.sh
[ -s "$file" ] || missing "$file is gone"
wait_until_ready
keys_in_dump "$file" >/dev/null || damaged "$file"
replace "$file"
