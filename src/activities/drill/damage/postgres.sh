#!/bin/sh
# Usage: postgres CONTAINER USER DATABASE
# Drops every schema of DATABASE, as a migration that goes wrong may, and prints how many tables there were.
set -eu
. ../../data/postgres/server.sh
container=$1 user=$2 database=$3
wait_until_ready
tables=$(
  sql --dbname "$database" <<'SQL'
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_';
SQL
)
sql --dbname "$database" <<'SQL' 2>/dev/null
SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
\gexec
SQL
echo "$tables tables dropped"
