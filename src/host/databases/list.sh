#!/bin/sh
# Usage: list FOLDER
# Prints a line for each database file below FOLDER: `KIND BYTES HEX`, with HEX its path relative to FOLDER, `./app.db`.
# Of kinds that are folders BYTES is 0.
. ./find.sh
# shellcheck disable=SC2016 # The inner shell expands.
find_databases "$1" | xargs -0 -r sh -c '
  for one; do
    path=${one#* } kind=${one%% *}
    bytes=0
    [ "$kind" != sqlite ] && [ "$kind" != lmdb ] || bytes=$(stat -c %s -- "$0/$path" 2>/dev/null) || continue
    wal=$(stat -c %s -- "$0/$path-wal" 2>/dev/null) && bytes=$((bytes + wal))
    printf "%s %s %s\n" "$kind" "$bytes" "$(printf %s "$path" | od -An -v -tx1 | tr -d " \n")"
  done' "$1"
