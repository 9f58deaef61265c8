#!/bin/sh
# Usage: copy CONTAINER USER PASSWORD DATABASE FILE FACTS
# FACTS: a file for what the manifest says of it.
# Not compressed: restic does that, and finds again what has not changed since the last night.
# The last line: `BYTES bytes`, and behind tabs the tables that are not of one moment, or `no tables`.
. ../copying.sh
. ../../../host/databases/mariadb.sh
. ./dump.sh
. ./rows.sh
. ./facts.sh
. ../image-facts.sh
container=$1 user=$2 password=$3 database=$4 file=$5 facts=$6
mkdir -p "${file%/*}"
(umask 0 && mkdir -p "${facts%/*}")
wait_until_ready
dump "$database" "$file"
put "$file"
{
  server_facts
  image_facts
  dump_facts "$file" "$file.rows"
} >"$facts"
rm -f "$file.rows"
tab=$(printf '\t')
grep -q '^rows ' "$facts" && found=tables || found=no
torn=$(names_of "$database" "engine IN ('MyISAM', 'Aria', 'MEMORY', 'CSV', 'ARCHIVE', 'MRG_MyISAM') AND table_type <> 'SEQUENCE'" | head -n 20 |
  tr '\n' "$tab")
echo "$(wc -c <"$file") bytes$tab$found$tab$torn"
