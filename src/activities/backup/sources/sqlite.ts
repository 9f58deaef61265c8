import { posix } from 'node:path';
import { copyBy } from './copy';
import type { Source } from './types';

/**
 * $1 database file, $2 the copy. In one transaction that only reads, by whichever program the host has:
 * whoever writes meanwhile is neither held up nor half copied.
 */
const COPY = `
[ -f "$1" ] || missing "there is no file $1"
[ -r "$1" ] || { echo "$1 cannot be read" >&2; exit 67; }
# Copied it would be a database without tables, of a whole page.
[ -s "$1" ] || empty "$1"
mkdir -p "\${2%/*}"
rm -f "$2.new"
if command -v sqlite3 >/dev/null; then
  sqlite3 -cmd '.timeout 60000' "$1" "VACUUM INTO '$(printf %s "$2.new" | sed "s/'/''/g")'" || damaged "$1"
  sqlite3 "$2.new" 'PRAGMA integrity_check;' >"$2.check" || damaged "$1"
elif command -v python3 >/dev/null; then
  python3 - "$1" "$2.new" <<'PY' >"$2.check" || damaged "$1"
import sqlite3, sys
source, copy = sqlite3.connect(sys.argv[1], timeout=60), sqlite3.connect(sys.argv[2])
source.backup(copy, pages=4096)
print(copy.execute("PRAGMA integrity_check").fetchone()[0])
copy.close()
PY
else
  echo 'neither sqlite3 nor python3 is installed' >&2; exit 1
fi
[ -s "$2.new" ] || empty "$2"
[ "$(cat "$2.check")" = ok ] || { cat "$2.check" >&2; damaged "$1"; }
rm -f "$2.check"
put "$2"
echo "$(wc -c <"$2") bytes"`;

export const sqlite: Source<'sqlite'> = {
  take: (site, { path }, folder) =>
    copyBy(
      site,
      COPY,
      [posix.join(site.where.directory, path), posix.join(folder, 'sqlite', path)],
      `The copy of ${path}`,
    ),
};
