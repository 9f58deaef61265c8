#!/bin/sh
# Usage: . rows.sh
# `rows_of DATABASE` prints `now ROWS TABLE` for each table, and `counted` at the end. Needs server.sh.
rows_of() {
  sql --dbname "$1" <<'SQL'
SET statement_timeout = '10min';
SELECT format('SELECT ''now '' || count(*) || %L FROM ONLY %I.%I', ' ' || format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%' ORDER BY 1
\gexec
SELECT 'counted';
SQL
}
