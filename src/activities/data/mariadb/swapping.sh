#!/bin/sh
# Usage: . swapping.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# Needs mariadb.sh, dump.sh, code.sh, said.sh, loading.sh, synced.sh, $live, $new, $kept, $code and $mark.
# There is no RENAME DATABASE: all tables change their database in one statement. Code stays where it is, so that of the
# live database is kept in the folder $mark and dropped before. $mark/live: the names of the live tables; while it is
# there, the data are not the former ones. Each step may be found done, also by a server that does one rename after another.
there() { [ -n "$(printf "SELECT 1 FROM information_schema.schemata WHERE schema_name = '%s';\n" "$1" | sql)" ]; }
tables_of() { names_of "$1" "table_type NOT IN ('VIEW', 'SYSTEM VIEW')"; }
# An open connection to it holds the renames up.
end_sessions() {
  ends=$(printf "SELECT CONCAT('KILL ', id, ';') FROM information_schema.processlist WHERE db = '%s' AND id <> CONNECTION_ID();\n" "$1" | sql)
  printf '%s\n' "$ends" | sql --force 2>/dev/null || :
}
# has LINE FILE
has() { grep -Fqx -- "$1" "$2"; }
# rename: lines `FROM<tab>TO<tab>TABLE` on stdin, in one statement.
rename() {
  awk -F '\t' '
    { name = $3; gsub(/`/, "``", name); all = all (all ? ",\n" : "") "`" $1 "`.`" name "` TO `" $2 "`.`" name "`" }
    END { if (all) print "SET lock_wait_timeout = 60;\nRENAME TABLE " all ";" }' | sql
}
moves() { while IFS= read -r name; do [ -z "$name" ] || printf '%s\t%s\t%s\n' "$1" "$2" "$name"; done; }
keep_names() {
  mkdir -p "$mark"
  if there "$live"; then
    dump_code "$live" >"$mark/code"
    grants_of "$live" >"$mark/grants"
  else
    : >"$mark/absent"
    : >"$mark/code"
    : >"$mark/grants"
  fi
  tables_of "$live" >"$mark/live.new"
  for file in code grants live.new; do synced "$mark/$file"; done
  mv -f "$mark/live.new" "$mark/live"
  synced "$mark"
  synced "${mark%/*}"
}
swap_in() {
  if ! there "$new"; then
    [ ! -e "$mark/swapped" ] || return 0
    echo "database $new is gone" >&2
    exit 1
  fi
  [ -e "$mark/live" ] || keep_names
  make_like "$new" "$live"
  make_like "$live" "$kept"
  drop_code "$live"
  end_sessions "$live"
  tables_of "$kept" >"$mark/kept"
  {
    while IFS= read -r name; do has "$name" "$mark/kept" || printf '%s\n' "$name"; done <"$mark/live" | moves "$live" "$kept"
    tables_of "$new" | moves "$new" "$live"
  } >"$mark/moves"
  rename <"$mark/moves"
  load_code "$code" "$live" "$mark/grants"
  : >"$mark/swapped"
  synced "$mark"
  drop_database "$new"
}
swap_back() {
  [ -e "$mark/live" ] || return 0
  drop_code "$live"
  end_sessions "$live"
  make_like "$live" "$new"
  make_like "$live" "$kept"
  tables_of "$kept" >"$mark/kept"
  {
    # What was written since the swap goes aside with the restored tables.
    tables_of "$live" | while IFS= read -r name; do
      if ! has "$name" "$mark/live" || has "$name" "$mark/kept"; then printf '%s\n' "$name"; fi
    done | moves "$live" "$new"
    moves "$kept" "$live" <"$mark/kept"
  } >"$mark/moves"
  rename <"$mark/moves"
  if [ -e "$mark/absent" ]; then
    drop_database "$live"
  else
    load_code "$mark/code" "$live" "$mark/grants"
  fi
  drop_database "$kept"
  rm -rf -- "$mark"
  synced "${mark%/*}"
}
