#!/bin/sh
# Usage: copy CONTAINER USER PASSWORD PORT CA CERT KEY FILE FACTS
# FACTS: a file for what the manifest says of it.
# The last line: bytes, a tab, keys.
. ../copying.sh
. ../../../host/databases/redis.sh
. ./dump.sh
. ../image-facts.sh
container=$1 user=$2 password=$3 port=$4 ca=$5 cert=$6 key=$7 file=$8 facts=$9
mkdir -p "${file%/*}"
(umask 0 && mkdir -p "${facts%/*}")
wait_until_ready
dump "$file"
put "$file"
{
  redis_info server | awk -F : '
    $1 == "redis_version" { version = "Redis " $2 } $1 == "valkey_version" { own = "Valkey " $2 }
    END { print "server-version " (own ? own : version) }'
  redis_info memory | awk -F : '$1 == "used_memory_dataset" { print "database-bytes " $2 }'
  image_facts
  echo "dump-bytes $(wc -c <"$file")"
  awk '$1 == "now" { print $2, $3 }' "$file.keys" | while read -r keys name; do
    echo "rows $keys $(printf %s "$name" | od -An -v -tx1 | tr -d ' \n')"
  done
} >"$facts"
printf '%s\t%s\n' "$(wc -c <"$file")" "$(keys_of "$file.keys")"
rm -f "$file.keys"
