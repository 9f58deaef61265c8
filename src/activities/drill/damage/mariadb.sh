#!/bin/sh
# Usage: mariadb CONTAINER USER PASSWORD DATABASE
# Drops all that is in DATABASE, as a migration that goes wrong may, and prints how many tables there were.
set -eu
. ../../../host/databases/mariadb.sh
. ../../data/mariadb/code.sh
container=$1 user=$2 password=$3 database=$4
wait_until_ready
drop_code "$database"
drops=$(
  sql <<SQL
SELECT CONCAT('DROP TABLE IF EXISTS \`', REPLACE(table_name, '\`', '\`\`'), '\`;') FROM information_schema.tables
  WHERE table_schema = '$database' AND table_type NOT IN ('VIEW', 'SYSTEM VIEW');
SQL
)
printf 'SET FOREIGN_KEY_CHECKS = 0;\n%s\n' "$drops" | sql "$database"
printf '%s tables dropped\n' "$(printf '%s\n' "$drops" | grep -c .)"
