#!/bin/sh
# Usage: compare CONTAINER USER DATABASE FILE SECONDS
# What a dump holds, beside what the database holds now; CONTAINER is empty where that does not run.
# Prints `file BYTES MTIME NOW`, `then ROWS TABLE` of the dump, `rc CODE` of its reading, which lasts SECONDS
# at most, `now ROWS TABLE` of the database, `counted` after the last one.
. ./server.sh
LC_ALL=C
export LC_ALL
container=$1 user=$2 database=$3 file=$4 limit=$5
[ -s "$file" ] || exit 0
echo "file $(stat -c '%s %Y' "$file") $(date +%s)"
[ -n "$container" ] || exit 0
{
  timeout "$limit" docker exec -i "$container" pg_restore --data-only --file - <"$file" 2>/dev/null
  echo "roost-rc $?"
} | awk '
  copying { if ($0 == "\\.") { print "then " rows " " table; copying = 0 } else rows++; next }
  /^COPY .* FROM stdin;$/ {
    table = $0; sub(/^COPY /, "", table); sub(/ \(.*$/, "", table); rows = 0; copying = 1; next
  }
  /^roost-rc / { print "rc " $2 }'
sql --dbname "$database" 2>/dev/null <<'SQL' || :
SET statement_timeout = '10s';
SELECT format('SELECT ''now '' || count(*) || %L FROM %I.%I', ' ' || format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%' ORDER BY 1
\gexec
SELECT 'counted';
SQL
