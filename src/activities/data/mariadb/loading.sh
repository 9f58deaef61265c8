#!/bin/sh
# Usage: . loading.sh
# shellcheck disable=SC2154,SC2153 # The program that sources it has them.
# Needs copying.sh, packed.sh, mariadb.sh, dump.sh, rows.sh, code.sh, said.sh.
# make_like LIVE NEW: an empty database; character set and collation as LIVE has them.
make_like() {
  like=$(sql <<SQL
SELECT CONCAT(' CHARACTER SET ', default_character_set_name, ' COLLATE ', default_collation_name)
  FROM information_schema.schemata WHERE schema_name = '$1';
SQL
  )
  echo "CREATE DATABASE IF NOT EXISTS \`$2\`$like;" | sql
}
drop_database() { echo "DROP DATABASE IF EXISTS \`$1\`;" | sql; }
# load_dump DUMP LIVE NEW ROWS CODE: loads DUMP into NEW, and tries its code there but for events, which would run. ROWS
# gets `now ROWS TABLE`, CODE what is to be loaded once the tables have their place.
load_dump() {
  dump=$1 live=$2 new=$3 rows=$4 code=$5
  [ -s "$dump" ] || missing "$dump did not arrive"
  packing_of "$dump"
  last=$(content | tail -c 200)
  own=
  case $last in
    *"$WHOLE") own=yes ;;
    *'-- Dump completed'* | *'SET SQL_NOTES=@OLD_SQL_NOTES'*) ;;
    *) damaged "$dump" ;;
  esac
  # It would go on in another database: in the live one.
  if content | grep -aqiE '^(USE |CREATE DATABASE |DROP DATABASE |/\*!40000 DROP DATABASE)'; then
    echo "$dump names databases of its own, as of --databases: it cannot be loaded beside the live data" >&2
    exit 1
  fi
  if [ -z "$own" ] && content | grep -aqE '/\*!50106 EVENT|^CREATE .*EVENT '; then
    echo "$dump has events, which would run beside the live data: dump it without --events" >&2
    exit 1
  fi
  drop_database "$new"
  make_like "$live" "$new"
  # A row may be larger than the server takes by default.
  packet=$(echo 'SELECT @@global.max_allowed_packet;' | sql)
  [ "$packet" -ge 1073741824 ] || ! echo 'SET GLOBAL max_allowed_packet = 1073741824;' | sql 2>/dev/null ||
    trap 'echo "SET GLOBAL max_allowed_packet = $packet;" | sql 2>/dev/null || :' EXIT
  content | sed "/^$CODE\$/,\$d" | without_values "$rows.said" sql --max-allowed-packet=1G "$new"
  content | sed "1,/^$CODE\$/d" >"$code"
  sed "/^$EVENTS\$/,\$d" "$code" >"$code.try"
  load_code "$code.try" "$new"
  rm -f "$code.try"
  [ -n "$own" ] || dump_code "$new" | sed "/^$EVENTS\$/,\$d" >"$code"
  rows_of "$new" >"$rows.new"
  grep -qx counted "$rows.new" || { echo "the rows of $new could not be counted" >&2; exit 64; }
  content | rows_in_dump >"$rows.dump"
  LC_ALL=C awk '
    { number = $2; table = $0; sub(/^[a-z]+ [0-9]+ /, "", table) }
    FILENAME == ARGV[1] { if ($1 == "now") now[table] = number; next }
    $1 == "then" && now[table] != number { print table " has " (table in now ? now[table] : "no") " rows, the dump has " number; bad = 1 }
    END { exit bad }' "$rows.new" "$rows.dump" >&2 || exit 64
  mv -f "$rows.new" "$rows"
}
