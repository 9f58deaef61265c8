#!/bin/sh
# Usage: load LIVE NEW CONTAINER APP OPERATION
# Checks NEW, and makes it like LIVE: owner, mode, and the mode of its journal.
. ../copying.sh
. ../../../host/scripts/rooted.sh
live=$1 new=$2 container=$3 app=$4 operation=$5
[ -s "$new" ] && [ ! -L "$new" ] || missing "$new did not arrive"
# Of an attempt that was cut off it may be another user's already.
[ -w "$new" ] ||
  contained "$container" "$app" "$operation" "rw=${new%/*}" -- chown -h "$(id -u):$(id -g)" "$new" >/dev/null 2>&1 || :
wal=
if [ -e "$live" ]; then
  [ "$(od -An -tu1 -j18 -N1 -- "$live" 2>/dev/null | tr -d ' ')" != 2 ] || wal='PRAGMA journal_mode=wal;'
fi
if command -v sqlite3 >/dev/null; then
  answer=$(sqlite3 "$new" "PRAGMA quick_check; PRAGMA foreign_key_check; $wal" 2>&1) || damaged "$new"
elif command -v python3 >/dev/null; then
  answer=$(python3 - "$new" "$wal" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for statement in ("PRAGMA quick_check", "PRAGMA foreign_key_check", sys.argv[2]):
    for row in db.execute(statement) if statement else []:
        print(row[0])
db.close()
PY
  ) || damaged "$new"
else
  echo 'neither sqlite3 nor python3 is installed' >&2
  exit 1
fi
case $(echo "$answer" | grep -vx wal || :) in
  ok) ;;
  *)
    echo "$answer" | head -n 5 >&2
    damaged "$new"
    ;;
esac
rm -f -- "$new-shm" "$new-wal" "$new-journal"
size=$(wc -c <"$new") note=
# At last: what is another user's the SSH user might not read any more.
if [ -e "$live" ]; then
  chmod "$(stat -c %a -- "$live")" "$new"
  owner=$(stat -c %u:%g -- "$live")
  if [ "$(stat -c %u:%g -- "$new")" != "$owner" ] && ! chown -h "$owner" "$new" 2>/dev/null; then
    if contained "$container" "$app" "$operation" "rw=${new%/*}" -- chown -h "$owner" "$new" >/dev/null 2>&1; then
      note=", owner $owner as the live one"
    else
      note=", owned by the SSH user, not by $owner as the live one"
    fi
  fi
fi
echo "$size bytes, checked$note"
