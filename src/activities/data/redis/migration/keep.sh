#!/bin/sh
# Usage: keep CONTAINER USER PASSWORD PORT CA CERT KEY FILE SERVER APP OPERATION
# The dump from before a migration. On the disk when this ends. Whether it could be put back is seen first.
. ../../copying.sh
. ../../../../host/databases/redis.sh
. ../../../../host/synced.sh
. ../dump.sh
container=$1 user=$2 password=$3 port=$4 ca=$5 cert=$6 key=$7
shift 7
file=$1 server=$2 app=$3 operation=$4
. ../serving.sh
mkdir -p "${file%/*}"
# A run that was reset may have migrated since: the dump from before stays.
if [ ! -s "$file" ]; then
  wait_until_ready
  dump "$file"
  look_at_live "$file.keys"
  rm -f "$file.keys"
  synced "$file.new"
  put "$file"
fi
synced "${file%/*}"
echo "$(wc -c <"$file") bytes"
