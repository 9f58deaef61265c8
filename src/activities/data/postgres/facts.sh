#!/bin/sh
# Usage: . facts.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# Needs server.sh, $container, $user and $database.
# Lines for the manifest. Names in hexadecimal. Of a setting that an extension or the app has made up, and that may be a
# secret, nothing.
server_facts() {
  sql --dbname "$database" <<'SQL' 2>/dev/null || :
SELECT 'server-version ' || current_setting('server_version');
SELECT 'database-bytes ' || pg_database_size(current_database());
SELECT 'encoding ' || pg_encoding_to_char(encoding) || E'\ncollate ' || datcollate || E'\nctype ' || datctype ||
  coalesce(E'\nprovider ' || (to_jsonb(d) ->> 'datlocprovider'), '') ||
  E'\nbelongs-to ' || encode(convert_to(pg_get_userbyid(datdba), 'UTF8'), 'hex')
  FROM pg_database d WHERE datname = current_database();
SELECT DISTINCT 'role ' || encode(convert_to(rolname, 'UTF8'), 'hex')
  FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid AND s.refclassid = 'pg_authid'::regclass
  WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  UNION SELECT 'role ' || encode(convert_to(pg_get_userbyid(datdba), 'UTF8'), 'hex')
  FROM pg_database WHERE datname = current_database() ORDER BY 1;
SELECT 'setting ' || CASE setrole WHEN 0 THEN '-' ELSE encode(convert_to(pg_get_userbyid(setrole), 'UTF8'), 'hex') END ||
  ' ' || encode(convert_to(setting, 'UTF8'), 'hex')
  FROM pg_db_role_setting, unnest(setconfig) setting
  WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND split_part(setting, '=', 1) !~ '[.]' AND split_part(setting, '=', 1) !~* 'password|secret|key|token';
SELECT 'extension ' || encode(convert_to(extname, 'UTF8'), 'hex') || ' ' || extversion FROM pg_extension;
SQL
}
# Rows of each table, in the dump itself.
dump_facts() {
  echo "dump-bytes $(wc -c <"$1")"
  docker exec -i "$container" pg_restore --data-only --file - <"$1" 2>/dev/null | LC_ALL=C awk '
    copying { if ($0 == "\\.") { print rows "\t" table; copying = 0 } else rows++; next }
    # A name may have several lines.
    !head && !/^COPY / { next }
    { head = head (head ? "\001" : "") $0 }
    head ~ / FROM stdin;$/ {
      table = head; head = ""; sub(/^COPY /, "", table); sub(/ (\(.*\) )?FROM stdin;$/, "", table); rows = 0; copying = 1
    }' | while IFS='	' read -r rows table; do
    echo "rows $rows $(printf %s "$table" | tr '\001' '\n' | od -An -v -tx1 | tr -d ' \n')"
  done || :
}
