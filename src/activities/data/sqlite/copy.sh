#!/bin/sh
# Usage: copy FILE COPY FACTS OPERATION-FOLDER
# Copies the database FILE to COPY, which the owner of OPERATION-FOLDER gets. FACTS: a file for what the manifest says of it.
. ../copying.sh
. ./copying-sqlite.sh
file=$1 copy=$2 facts=$3 operation=$4
owner=$(stat -c %u:%g -- "$operation" 2>/dev/null) || owner=0:0
[ -f "$file" ] || missing "there is no file $file"
[ -r "$file" ] || {
  echo "$file cannot be read" >&2
  exit 67
}
# Copied it would be a database without tables, of a whole page.
[ -s "$file" ] || empty "$file"
(umask 0 && mkdir -p "${copy%/*}" "${facts%/*}")
copy_sqlite "$file" "$copy"
sqlite_facts "$file" "$copy" >"$facts"
[ "$(id -u)" != 0 ] || chown "$owner" "$copy" "$facts" || :
echo "$(wc -c <"$copy") bytes"
