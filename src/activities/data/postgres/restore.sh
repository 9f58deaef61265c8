#!/bin/sh
# Usage: restore CONTAINER USER DATABASE FILE OPERATION
# Into a new database, which takes the old one's name in one transaction: an interrupted restore leaves the
# old one as it was. Names of their own, since PostgreSQL cuts a name after 63 bytes.
set -eu
. ./server.sh
. ./new-database.sh
. ./said.sh
container=$1 user=$2 database=$3 file=$4 new=roost_new_$5 old=roost_old_$5
admin() { sql --dbname postgres --set live="$database" --set new="$new" --set old="$old" "$@"; }
wait_until_ready

# What a former attempt has left. Its pg_restore may still be connected.
admin <<'SQL' >/dev/null
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (:'new', :'old');
DROP DATABASE IF EXISTS :"new";
DROP DATABASE IF EXISTS :"old";
SQL

# A restore script may have dropped it, and been ended before it made it again.
admin <<'SQL'
SELECT format('CREATE DATABASE %I TEMPLATE template0', :'live')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'live')
\gexec
SQL

make_like_live

without_values "$file.said" docker exec -i "$container" pg_restore --exit-on-error --single-transaction \
  --username "$user" --dbname "$new" <"$file"

grant_like_live

# A rename lets no session in while it waits for those that are there to end, at most 5 s. They are ended meanwhile.
# By the number of the database: its name is the new one's, once it is renamed.
oid=$(echo "SELECT oid FROM pg_database WHERE datname = :'live';" | admin)
admin --set oid="$oid" <<'SQL' >/dev/null 2>&1 &
SET statement_timeout = '60s';
SELECT set_config('roost.oid', :'oid', false), set_config('roost.name', :'live', false);
DO $$
DECLARE
  live oid := current_setting('roost.oid')::oid;
BEGIN
  WHILE EXISTS (SELECT FROM pg_database WHERE oid = live AND datname = current_setting('roost.name')) LOOP
    PERFORM pg_stat_clear_snapshot();
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datid = live;
    PERFORM pg_sleep(0.05);
  END LOOP;
END $$;
SQL
ending=$!
tries=0
until admin <<'SQL'; do
BEGIN;
ALTER DATABASE :"live" RENAME TO :"old";
ALTER DATABASE :"new" RENAME TO :"live";
COMMIT;
SQL
  tries=$((tries + 1))
  [ $tries -lt 3 ] || exit 1
done
wait "$ending" || :
echo 'DROP DATABASE IF EXISTS :"old";' | admin
