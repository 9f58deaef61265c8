#!/bin/sh
# Usage: copy FILE COPY
# In one transaction that only reads, by whichever program the host has: a writer is neither held up nor half copied.
. ../copying.sh
file=$1 copy=$2
[ -f "$file" ] || missing "there is no file $file"
[ -r "$file" ] || {
  echo "$file cannot be read" >&2
  exit 67
}
# Copied it would be a database without tables, of a whole page.
[ -s "$file" ] || empty "$file"
mkdir -p "${copy%/*}"
rm -f "$copy.new"
if command -v sqlite3 >/dev/null; then
  quoted=$(printf %s "$copy.new" | sed "s/'/''/g")
  sqlite3 -cmd '.timeout 60000' "$file" "VACUUM INTO '$quoted'" || damaged "$file"
  sqlite3 "$copy.new" 'PRAGMA integrity_check;' >"$copy.check" || damaged "$file"
elif command -v python3 >/dev/null; then
  # All pages in one step: between two, a commit of another process would have the copy begun anew.
  python3 - "$file" "$copy.new" <<'PY' >"$copy.check" || damaged "$file"
import sqlite3, sys
source, copy = sqlite3.connect(sys.argv[1], timeout=60), sqlite3.connect(sys.argv[2])
source.backup(copy, pages=-1)
print(copy.execute("PRAGMA integrity_check").fetchone()[0])
copy.close()
PY
else
  echo 'neither sqlite3 nor python3 is installed' >&2
  exit 1
fi
[ -s "$copy.new" ] || empty "$copy"
[ "$(cat "$copy.check")" = ok ] || {
  cat "$copy.check" >&2
  damaged "$file"
}
rm -f "$copy.check"
put "$copy"
echo "$(wc -c <"$copy") bytes"
