#!/bin/sh
# Usage: redis CONTAINER USER PASSWORD PORT CA CERT KEY
# Drops every key, as a program that goes wrong may, and prints how many there were.
set -eu
. ../../../host/databases/redis.sh
# shellcheck disable=SC2034 # For redis.sh.
container=$1 user=$2 password=$3 port=$4 ca=$5 cert=$6 key=$7
wait_until_ready
keys=$(redis INFO keyspace | sed -n 's/^db[0-9]*:keys=\([0-9]*\).*/\1/p' | awk '{ n += $1 } END { print n + 0 }')
said=$(redis FLUSHALL)
[ "$said" = OK ] || { echo "the server does not take FLUSHALL: $said" >&2; exit 1; }
echo "$keys keys dropped"
