#!/bin/sh
# Usage: . take-sqlite.sh
# Needs copying.sh and sqlite/copying-sqlite.sh.
# take_sqlite FOLDER SCRATCH: copies each SQLite database of FOLDER to the same path below SCRATCH, with owner and mode of
# the original. Prints `inside HEX` (its relative path, `./app.db`) and the facts of each. One that is gone by now, or
# became empty, is left out. A damaged one, `damaged HEX`, is left out too: it is copied as any other file.
. ../../host/databases/find.sh
# Names of any bytes as lines: of stdin, with a NUL behind each, to what `printf %b` takes.
octals() {
  od -An -v -to1 | tr -s ' ' '\n' | awk '$1 == "000" { print line; line = ""; next } $1 != "" { line = line "\\0" $1 }'
}
take_sqlite() {
  # What a former attempt has left. Folders that the SSH user can empty, whichever user made them.
  rm -rf -- "${2:?}"
  (umask 0 && mkdir -p -- "$2") || return 1
  # All of them first, since copying makes more, and in no file, which one that is killed would leave behind.
  taken=$(find_databases "$1" sqlite | octals)
  [ -n "$taken" ] || return 0
  printf '%s\n' "$taken" | while IFS= read -r octal; do
    relative=$(printf '%b.' "$octal")
    relative=${relative%.}
    [ -s "$1/$relative" ] || continue
    (umask 0 && mkdir -p -- "$(dirname "$2/$relative")")
    rc=0
    (copy_sqlite "$1/$relative" "$2/$relative") || rc=$?
    case $rc in
      0) [ -f "$2/$relative" ] || exit 1 ;;
      63 | 64)
        rm -f -- "$2/$relative" "$2/$relative.new" "$2/$relative.check" "$2/$relative.why"
        echo "damaged $(hex "$relative")"
        continue
        ;;
      *) exit $rc ;;
    esac
    chown "$(stat -c %u:%g -- "$1/$relative")" "$2/$relative" 2>/dev/null || :
    chmod "$(stat -c %a -- "$1/$relative")" "$2/$relative"
    echo "inside $(hex "$relative")"
    sqlite_facts "$1/$relative" "$2/$relative"
  done
}
