#!/bin/sh
# Usage: restore CONTAINER USER DATABASE FILE OPERATION
# Into a new database, which takes the old one's name in one transaction: an interrupted restore leaves the
# old one as it was. Names of their own, since PostgreSQL cuts a name after 63 bytes.
set -eu
. ./server.sh
container=$1 user=$2 database=$3 file=$4 new=roost_new_$5 old=roost_old_$5
admin() { sql --dbname postgres --set live="$database" --set new="$new" --set old="$old" "$@"; }
wait_until_ready

# What a former attempt has left. Its pg_restore may still be connected.
admin <<'SQL' >/dev/null
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (:'new', :'old');
DROP DATABASE IF EXISTS :"new";
DROP DATABASE IF EXISTS :"old";
SQL

# As the old one: owner, encoding, locale, settings, comment. A column that this server does not have is null in `j`.
admin <<'SQL'
SELECT format('CREATE DATABASE %I TEMPLATE template0 OWNER %I ENCODING %L LC_COLLATE %L LC_CTYPE %L'
    || ' CONNECTION LIMIT %s', :'new', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate,
    datctype, datconnlimit)
  || CASE spcname WHEN 'pg_default' THEN '' ELSE ' TABLESPACE ' || quote_ident(spcname) END
  || CASE j->>'datlocprovider'
    WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE '
      || quote_literal(coalesce(j->>'datlocale', j->>'daticulocale'))
      || coalesce(' ICU_RULES ' || quote_literal(j->>'daticurules'), '')
    WHEN 'b' THEN ' LOCALE_PROVIDER builtin BUILTIN_LOCALE ' || quote_literal(j->>'datlocale')
    ELSE '' END
  FROM (SELECT d.*, to_jsonb(d) AS j FROM pg_database d) d JOIN pg_tablespace t ON t.oid = dattablespace
  WHERE datname = :'live'
\gexec
-- A list is kept as it is written, any other value as text.
SELECT format('ALTER %s SET %s TO %s',
    CASE setrole WHEN 0 THEN format('DATABASE %I', :'new')
      ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(setrole), :'new') END,
    (SELECT string_agg(quote_ident(part), '.') FROM unnest(string_to_array(name, '.')) part),
    CASE WHEN value = '""' THEN ''''''
      WHEN name IN ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries')
        THEN value
      ELSE quote_literal(value) END)
  FROM (SELECT setrole, split_part(setting, '=', 1) AS name, substr(setting, strpos(setting, '=') + 1) AS value
    FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase, unnest(setconfig) setting
    WHERE datname = :'live') settings
\gexec
SELECT format('COMMENT ON DATABASE %I IS %L', :'new', shobj_description(oid, 'pg_database'))
  FROM pg_database WHERE datname = :'live' AND shobj_description(oid, 'pg_database') IS NOT NULL
\gexec
SQL

docker exec -i "$container" pg_restore --exit-on-error --single-transaction --username "$user" \
  --dbname "$new" <"$file"

# Privileges after the data, as a role that is to be kept out may own what is restored.
admin <<'SQL'
SELECT format('REVOKE ALL ON DATABASE %I FROM %s', :'new', grantee)
  FROM pg_database, unnest(ARRAY['PUBLIC', quote_ident(pg_get_userbyid(datdba))]) grantee
  WHERE datname = :'live' AND datacl IS NOT NULL
\gexec
SELECT format('GRANT %s ON DATABASE %I TO %s', privilege_type, :'new',
    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
    || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
  FROM pg_database, aclexplode(datacl) WHERE datname = :'live'
\gexec
SQL

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
