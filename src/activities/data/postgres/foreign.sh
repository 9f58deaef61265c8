#!/bin/sh
# Usage: . foreign.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# Whose the objects of another app's dump are here. Needs server.sh, `admin`, `content`, $form, $container, $live, $user.
schema() {
  case $form in
    archive) content | docker exec -i "$container" pg_restore --schema-only --file - ;;
    sql) content ;;
  esac
}
# What people have entered is passed over: between COPY and its end.
roles_in_dump() {
  schema | LC_ALL=C awk '
    copying { if ($0 == "\\.") copying = 0; next }
    /^COPY .* FROM stdin;$/ { copying = 1; next }
    /^ALTER .* OWNER TO .*;$/ { sub(/^.* OWNER TO /, ""); sub(/;$/, ""); print "owner " $0; next }
    /^(GRANT|REVOKE|ALTER DEFAULT PRIVILEGES) .*;$/ {
      role = $0; sub(/( WITH GRANT OPTION)?;$/, "", role); sub(/^.* (TO|FROM) /, "", role); print "other " role
      if (match($0, / FOR ROLE [^ ]+ /)) print "other " substr($0, RSTART + 10, RLENGTH - 11)
    }' | sort -u
}
owners_here() {
  {
    sql --dbname "$live" <<'SQL' 2>/dev/null || :
SELECT DISTINCT quote_ident(pg_get_userbyid(relowner)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname !~ '^pg_' AND nspname <> 'information_schema' AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 1
SQL
  } | grep . || echo "SELECT quote_ident(pg_get_userbyid(datdba)) FROM pg_database WHERE datname = :'live'" | admin
}
# Sets $owner: empty where the database has owners as the dump has, else the one to whom all is given.
know_owner() {
  here=$(owners_here)
  known=$(echo 'SELECT quote_ident(rolname) FROM pg_roles' | admin)
  named=$(roles_in_dump)
  unknown=$(echo "$named" | while read -r what role; do
    case $what:$role in
      : | *:PUBLIC | *:pg_database_owner) all=$role ;;
      owner:*) all=$here ;;
      *) all=$known ;;
    esac
    echo "$all" | grep -Fqx -- "$role" || echo "$role"
  done | sort -u)
  owner=
  # Without a word of owners, all would be the admin's.
  [ -n "$unknown" ] || ! echo "$named" | grep -q '^owner ' || return 0
  owner=${here:-$(echo 'SELECT quote_ident(current_user)' | admin)}
  [ "$(echo "$owner" | wc -l)" -eq 1 ] || {
    # shellcheck disable=SC2086 # On one line.
    echo "the dump names the roles" $unknown "and the tables of $live belong to" $owner": make those roles here first, or give all tables of $live to one role" >&2
    exit 1
  }
}
# A dump in SQL without owners and privileges. Statements of pg_dump stand behind an empty line, or one another.
without_owners() {
  LC_ALL=C awk '
    copying { if ($0 == "\\.") copying = 0; print; next }
    /^COPY .* FROM stdin;$/ { copying = 1 }
    free && (/^ALTER [A-Z ]+ .* OWNER TO [^;]+;$/ || /^(GRANT|REVOKE|ALTER DEFAULT PRIVILEGES) .*;$/) { next }
    { print; free = $0 == "" }'
}
# All that a dump has made in DATABASE, to OWNER, a name as SQL writes it.
give_all() {
  sql --dbname "$1" --set owner="$2" <<'SQL' >/dev/null
CREATE TEMP VIEW made AS SELECT d.objid, d.classid FROM pg_depend d WHERE d.deptype = 'e';
SELECT format('ALTER SCHEMA %I OWNER TO %s', nspname, :'owner') FROM pg_namespace
  WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
  AND (oid, 'pg_namespace'::regclass) NOT IN (SELECT objid, classid FROM made)
\gexec
SELECT format('ALTER %s %I.%I OWNER TO %s', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
    WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, nspname, relname, :'owner')
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
  AND (c.oid, 'pg_class'::regclass) NOT IN (SELECT objid, classid FROM made)
  -- Those of columns go with their tables.
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass
    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND relkind = 'S')
\gexec
SELECT format('ALTER ROUTINE %I.%I(%s) OWNER TO %s', nspname, proname, pg_get_function_identity_arguments(p.oid), :'owner')
  FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  AND (p.oid, 'pg_proc'::regclass) NOT IN (SELECT objid, classid FROM made)
\gexec
SELECT format('ALTER %s %I.%I OWNER TO %s', CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, nspname, typname, :'owner')
  FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
  WHERE typtype IN ('d', 'e', 'r') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
  AND (t.oid, 'pg_type'::regclass) NOT IN (SELECT objid, classid FROM made)
\gexec
SELECT format('ALTER LARGE OBJECT %s OWNER TO %s', oid, :'owner') FROM pg_largeobject_metadata
\gexec
SQL
}
