#!/bin/sh
# Usage: may-restore CONTAINER USER DATABASE
# Prints `t` where the role may put a dump back in the place of the database, else `f`.
set -eu
. ./server.sh
container=$1 user=$2 database=$3
wait_until_ready
sql --dbname "$database" <<'SQL'
SELECT rolsuper OR (rolcreatedb AND pg_has_role(datdba, 'USAGE'))
  FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database();
SQL
