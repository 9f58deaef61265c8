#!/bin/sh
# Usage: keep CONTAINER USER PASSWORD DATABASE FILE TRY
# The dump from before a migration. On the disk when this ends. TRY: a name for a database, to see that the user may make
# one: without it the dump could not be put back.
# shellcheck disable=SC2016 # Backticks of SQL.
. ../../copying.sh
. ../../../../host/databases/mariadb.sh
. ../dump.sh
. ../rows.sh
. ../../../../host/synced.sh
container=$1 user=$2 password=$3 database=$4 file=$5 try=$6
mkdir -p "${file%/*}"
# A run that was reset may have migrated since: the dump from before stays.
if [ ! -s "$file" ]; then
  wait_until_ready
  printf 'CREATE DATABASE IF NOT EXISTS `%s`; DROP DATABASE `%s`;\n' "$try" "$try" | sql
  dump "$database" "$file"
  rm -f "$file.rows"
  synced "$file.new"
  put "$file"
fi
synced "${file%/*}"
echo "$(wc -c <"$file") bytes"
