#!/bin/sh
# Usage: load CONTAINER USER LIVE NEW DUMP ROLES ROWS-FILE [foreign]
# Loads DUMP into the new database NEW, made as LIVE is, and compares the rows of each table with the dump. ROLES:
# the server's roles in the snapshot, or empty: those that this server lacks are made. ROWS-FILE gets `now ROWS TABLE`.
# `foreign`: of another app, whose roles may mean nothing here.
. ../copying.sh
. ./server.sh
. ./new-database.sh
. ./rows.sh
. ./said.sh
. ./foreign.sh
. ../packed.sh
container=$1 user=$2 live=$3 new=$4 dump=$5 roles=$6 rows=$7
[ -s "$dump" ] || missing "$dump did not arrive"
base=postgres
[ "$live" != postgres ] || base=template1
admin() { sql --dbname $base --set live="$live" --set new="$new"; }
wait_until_ready

packing_of "$dump"
first=$(content | first_bytes)
case $first in 5047444d50*) form=archive ;; *) form=sql ;; esac
as_sql() {
  case $form in
    archive) content | docker exec -i "$container" pg_restore --data-only --file - ;;
    sql) content ;;
  esac
}
# It would go on in another database: in the live one.
if [ $form = sql ] && content | grep -aqE '^(\\c(onnect)? |CREATE DATABASE |DROP DATABASE )'; then
  echo "$dump names databases of its own: it is a dump of a whole server, which cannot be loaded beside the live data" >&2
  exit 1
fi

# Passwords of roles that are there stay as they are now.
if [ -n "$roles" ] && [ -s "$roles" ]; then
  known=$(echo 'SELECT quote_ident(rolname) FROM pg_roles' | admin)
  grep -E '^CREATE ROLE ' "$roles" | sed 's/^CREATE ROLE \(.*\);$/\1/' | while IFS= read -r role; do
    echo "$known" | grep -Fqx -- "$role" || {
      awk -v role="$role" 'index($0, "CREATE ROLE " role ";") == 1 || index($0, "ALTER ROLE " role " ") == 1 ||
        (index($0, "GRANT ") == 1 && (index($0, " TO " role ";") || index($0, " TO " role " ")))' "$roles" |
        sql --dbname $base --set ON_ERROR_STOP=0 2>/dev/null || :
      echo "role $role is made again"
    }
  done
fi

admin <<'SQL' >/dev/null
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :'new';
DROP DATABASE IF EXISTS :"new";
SQL
make_like_live
# Where there is no live one.
admin <<'SQL'
SELECT format('CREATE DATABASE %I TEMPLATE template0', :'new')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'new')
\gexec
SQL
owner=
[ "${8:-}" != foreign ] || know_owner
plain() { if [ -n "$owner" ]; then without_owners; else cat; fi; }
case $form in
  archive)
    content | without_values "$rows.said" docker exec -i "$container" pg_restore --exit-on-error \
      ${owner:+--no-owner --no-privileges} --single-transaction --username "$user" --dbname "$new"
    ;;
  sql) content | plain | without_values "$rows.said" sql --dbname "$new" --single-transaction >/dev/null ;;
esac
[ -z "$owner" ] || give_all "$new" "$owner"
grant_like_live
echo 'ANALYZE;' | sql --dbname "$new" 2>/dev/null

rows_of "$new" >"$rows.new"
grep -qx counted "$rows.new" || { echo "the rows of $new could not be counted" >&2; exit 64; }
as_sql | LC_ALL=C awk '
  copying { if ($0 == "\\.") { print "then " rows " " table; copying = 0 } else rows++; next }
  /^COPY .* FROM stdin;$/ {
    table = $0; sub(/^COPY /, "", table); sub(/ FROM stdin;$/, "", table); sub(/ \(.*$/, "", table); rows = 0; copying = 1
  }' >"$rows.dump"
LC_ALL=C awk '
  { rows = $2; table = $0; sub(/^[a-z]+ [0-9]+ /, "", table) }
  FILENAME == ARGV[1] { if ($1 == "now") now[table] = rows; next }
  now[table] != rows { print table " has " (table in now ? now[table] : "no") " rows, the dump has " rows; bad = 1 }
  END { exit bad }' "$rows.new" "$rows.dump" >&2 || exit 64
mv -f "$rows.new" "$rows"
awk -v owner="$owner" '$1 == "now" { tables++; sum += $2 }
  END { printf "%d tables, %.0f rows%s\n", tables, sum, owner == "" ? "" : ", all of " owner }' "$rows"
