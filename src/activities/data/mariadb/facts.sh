#!/bin/sh
# Usage: . facts.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# Needs mariadb.sh and $database.
# Lines for the manifest. Names in hexadecimal.
hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }
server_facts() {
  sql <<SQL || :
SELECT CONCAT('server-version ', VERSION());
SELECT CONCAT('charset ', DEFAULT_CHARACTER_SET_NAME, '\ncollation ', DEFAULT_COLLATION_NAME)
  FROM information_schema.schemata WHERE schema_name = '$database';
SELECT CONCAT('database-bytes ', COALESCE(SUM(data_length + index_length), 0))
  FROM information_schema.tables WHERE table_schema = '$database';
SQL
}
# dump_facts FILE ROWS-FILE
dump_facts() {
  echo "dump-bytes $(wc -c <"$1")"
  grep '^then ' "$2" | while read -r _ rows table; do echo "rows $rows $(hex "$table")"; done
}
