#!/bin/sh
# Usage: . dump.sh
# shellcheck disable=SC2154,SC2119,SC2120 # The program that sources it has them.
# Needs copying.sh, mariadb.sh and rows.sh.
# One file that loads as a whole, in parts so that a restore can take them apart: tables with their rows, as of one
# moment; code (routines, triggers, views); events, which would run as soon as they are loaded.
CODE='-- roost: code' EVENTS='-- roost: events' WHOLE='-- roost: whole'
# dump_part ARG...: with the options that this program knows.
dump_part() {
  [ -n "${known-}" ] || known=$(database_program dump --help </dev/null 2>/dev/null)
  case $known in *--set-gtid-purged*) set -- --set-gtid-purged=OFF "$@" ;; esac
  database_program dump --no-tablespaces --comments "$@" </dev/null
}
dump_code() {
  # What is before it may have no line break at its end.
  printf '\n%s\n' "$CODE"
  dump_part --no-data --no-create-info --routines --triggers "$1"
  views=$(names_of "$1" "table_type = 'VIEW'")
  if [ -n "$views" ]; then
    each_line "$views" dump_part --no-data --skip-triggers "$1"
  fi
  printf '\n%s\n' "$EVENTS"
  dump_part --no-data --no-create-info --skip-triggers --events "$1"
  printf '\n%s\n' "$WHOLE"
}
# each_line LINES PROGRAM...: with each line as an argument.
each_line() {
  lines=$1
  shift
  while IFS= read -r one; do set -- "$@" "$one"; done <<LINES
$lines
LINES
  "$@"
}
# dump DATABASE FILE: makes FILE.new, and FILE.rows as rows_in_dump prints them. Read back: that no part is cut short.
dump() {
  views=$(names_of "$1" "table_type = 'VIEW'")
  ignored=
  [ -z "$views" ] || ignored=$(printf '%s\n' "$views" | sed "s/^/--ignore-table=$1./")
  tables() {
    dump_part --single-transaction --quick --skip-triggers --hex-blob --max-allowed-packet=1G \
      --net-buffer-length=262144 "$@" "$database"
  }
  {
    if [ -n "$ignored" ]; then each_line "$ignored" tables; else tables; fi
    dump_code "$1"
  } >"$2.new"
  [ -s "$2.new" ] || empty "$2"
  rows_in_dump <"$2.new" >"$2.rows"
  [ "$(tail -n 1 -- "$2.new")" = "$WHOLE" ] && grep -qx counted "$2.rows" || damaged "$2"
}
