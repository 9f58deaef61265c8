#!/bin/sh
# Usage: . rows.sh
# shellcheck disable=SC2016 # Backticks of SQL.
# Needs mariadb.sh.
# rows_in_dump: reads a dump; prints `then ROWS TABLE` for each table of it, and `counted` if the part with the tables is whole.
rows_in_dump() {
  # Values go before awk counts: some awk read a line of 30 MB for a minute. MySQL has rows in the line of the names.
  LC_ALL=C sed -E 's/^((INSERT|REPLACE)[^`]*`([^`]|``)*`( \(`([^`]|``)*`(, ?`([^`]|``)*`)*\))? VALUES) \(/\1\
(/' | LC_ALL=C sed -e '/^(/!b' -e 's/\\.//g' -e "s/'[^']*'//g" -e 's/0x[0-9A-F]*//g' | LC_ALL=C awk '
    /^-- Dump completed/ { whole = 1 }
    /^-- roost: code$/ { ended = 1; exit }
    function named(line) {
      sub(/^[^`]*`/, "", line)
      match(line, /^([^`]|``)*/)
      line = substr(line, 1, RLENGTH)
      gsub(/``/, "`", line)
      return line
    }
    /^CREATE TABLE `/ { table = named($0); if (!(table in rows)) { rows[table] = 0; order[++n] = table } }
    /^(INSERT|REPLACE)[A-Z ]* `/ { table = named($0) }
    /^\(/ { rows[table] += 1 + gsub(/\),\(/, "") }
    END { for (i = 1; i <= n; i++) printf "then %.0f %s\n", rows[order[i]], order[i]; if (whole && ended) print "counted" }'
}
# rows_of DATABASE: prints `now ROWS TABLE` for each table, and `counted` at the end.
rows_of() {
  ask=$(sql "$1" <<'SQL'
SELECT CONCAT('SELECT CONCAT(''now '', COUNT(*), '' '', ', QUOTE(table_name), ') FROM `', REPLACE(table_name, '`', '``'), '`;')
  FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1;
SQL
  ) || return
  { printf '%s\n' "$ask"; echo "SELECT 'counted';"; } | sql "$1"
}
