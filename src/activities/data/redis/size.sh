#!/bin/sh
# Usage: size CONTAINER USER PASSWORD PORT CA CERT KEY
# Prints the bytes that the data take in memory, which a dump stays below; nothing where it does not answer.
. ../../../host/databases/redis.sh
container=$1 user=$2 password=$3 port=$4 ca=$5 cert=$6 key=$7
find_password
redis_info memory 2>/dev/null | sed -n 's/^used_memory_dataset://p'
