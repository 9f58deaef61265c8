#!/bin/sh
# Usage: size CONTAINER USER PASSWORD DATABASE
# shellcheck disable=SC2119 # `sql` without a database.
# Prints the bytes of the database; nothing where it does not answer.
. ../../../host/databases/mariadb.sh
container=$1 user=$2 password=$3 database=$4
sql 2>/dev/null <<SQL || :
SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables WHERE table_schema = '$database';
SQL
