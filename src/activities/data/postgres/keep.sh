#!/bin/sh
# Usage: keep CONTAINER USER DATABASE FILE
# The dump from before a migration. On the disk when this ends: PostgreSQL syncs what the migration writes.
. ../copying.sh
. ./server.sh
. ./dump.sh
. ../../../host/synced.sh
container=$1 user=$2 database=$3 file=$4
# A run that was reset may have migrated since: the dump from before stays.
if [ ! -s "$file" ]; then
  wait_until_ready
  dump "$file"
  synced "$file.new"
  put "$file"
fi
synced "${file%/*}"
wc -c <"$file"
