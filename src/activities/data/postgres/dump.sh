#!/bin/sh
# Usage: . dump.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# Needs copying.sh, $container, $user and $database.
# Makes $1.new in the custom format, with more options of pg_dump behind it.
# Read back whole: a listing passes on a truncated archive.
dump() {
  dump=$1
  shift
  docker exec "$container" pg_dump --format custom "$@" --username "$user" --dbname "$database" >"$dump.new"
  [ -s "$dump.new" ] || empty "$dump"
  docker exec -i "$container" pg_restore --file /dev/null <"$dump.new" || damaged "$dump"
}
