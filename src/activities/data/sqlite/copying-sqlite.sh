#!/bin/sh
# Usage: . copying-sqlite.sh
# Needs copying.sh.
# copy_sqlite FILE COPY: in one transaction that only reads, by whichever program the host has: a writer is neither held
# up nor half copied. The copy is read back. Exit codes besides those of copying.sh: 69 FILE is locked by another process.
sqlite_failed() {
  cat "$2" >&2
  case $(cat "$2") in
    *'database is locked'*) exit 69 ;;
    *readonly* | *'unable to open'* | *'ermission denied'*)
      echo "$1 cannot be opened: a database with a write-ahead log needs the right to write to its folder" >&2
      exit 67
      ;;
    *'or disk is full'* | *'No space left'*)
      echo "$1: no space left on device" >&2
      exit 1
      ;;
    *malformed* | *'not a database'* | *orrupt*) damaged "$1" ;;
  esac
  exit 1
}
copy_sqlite() {
  rm -f "$2.new"
  if command -v sqlite3 >/dev/null; then
    quoted=$(printf %s. "$2.new" | sed "s/'/''/g")
    sqlite3 -cmd '.timeout 60000' "$1" "VACUUM INTO '${quoted%.}'" >"$2.why" 2>&1 || sqlite_failed "$1" "$2.why"
    sqlite3 "$2.new" 'PRAGMA integrity_check;' >"$2.check" 2>"$2.why" || sqlite_failed "$1" "$2.why"
  elif command -v python3 >/dev/null; then
    # All pages in one step: between two, a commit of another process would have the copy begun anew. For a lock Python
    # itself waits without an end.
    python3 - "$1" "$2.new" <<'PY' >"$2.check" 2>"$2.why" || sqlite_failed "$1" "$2.why"
import sqlite3, sys, time
source, copy = sqlite3.connect(sys.argv[1]), sqlite3.connect(sys.argv[2])
end = time.monotonic() + 60
def waited(status, remaining, total):
    if status in (5, 6) and time.monotonic() > end:
        raise sqlite3.OperationalError("database is locked")
source.backup(copy, pages=-1, progress=waited)
print(copy.execute("PRAGMA integrity_check").fetchone()[0])
copy.close()
PY
  else
    echo "$1 is a SQLite database, and neither sqlite3 nor python3 is installed to copy it" >&2
    exit 1
  fi
  [ -s "$2.new" ] || empty "$2"
  [ "$(cat "$2.check")" = ok ] || {
    cat "$2.check" >&2
    damaged "$1"
  }
  rm -f "$2.check" "$2.why"
  put "$2"
}
hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }
# Lines for the manifest: `journal MODE`, `owner UID GID MODE`, `rows N HEX`; of what is unknown, none.
sqlite_facts() {
  # The read version in the header: 2 is a write-ahead log.
  case $(od -An -v -tu1 -j 19 -N 1 -- "$1" 2>/dev/null | tr -d ' \n') in
    1) echo 'journal delete' ;;
    2) echo 'journal wal' ;;
  esac
  echo "owner $(stat -c '%u %g %a' -- "$1")"
  if command -v sqlite3 >/dev/null; then
    # shellcheck disable=SC2016
    sqlite3 -readonly "$2" "SELECT 'SELECT ''rows '' || count(*) || '' ' || hex(name) || ''' FROM \"' ||
      replace(name, '\"', '\"\"') || '\";' FROM sqlite_master
      WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\';" 2>/dev/null |
      sqlite3 -readonly "$2" 2>/dev/null || :
  elif command -v python3 >/dev/null; then
    python3 - "$2" <<'PY' 2>/dev/null || :
import sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1].replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?mode=ro", uri=True)
for (name,) in db.execute(r"SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\_%' ESCAPE '\'").fetchall():
    rows = db.execute('SELECT count(*) FROM "%s"' % name.replace('"', '""')).fetchone()[0]
    print("rows", rows, name.encode().hex())
PY
  fi
}
