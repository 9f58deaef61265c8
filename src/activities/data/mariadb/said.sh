#!/bin/sh
# Usage: . said.sh
# without_values FILE PROGRAM...: runs it; what it says on stderr goes to FILE, and from there on without values of rows:
# a message of the server may quote what people have entered. Returns the program's exit code.
without_values() {
  said=$1
  shift
  said_rc=0
  "$@" 2>"$said" || said_rc=$?
  LC_ALL=C awk '
    # About rights, connections, room, names of tables and views.
    BEGIN { n = split("1005 1016 1021 1044 1045 1049 1050 1114 1118 1142 1143 1146 1153 1205 1213 1227 1356 1370 1410 1419 1436 1449 1450 1698 2002 2003 2006 2013 2026 3546", codes, " "); for (i = 1; i <= n; i++) known[codes[i]] }
    /^ERROR [0-9]+/ {
      if ($2 in known || /[Ee]rrcode: |no space|No space/) print
      else { sub(/: .*/, ""); print $0 ": (the message may hold values of rows: it is in the log of the server)" }
      next
    }
    /^(Error|error during|docker:|Cannot connect|OCI |the container has none)/' "$said" >&2
  rm -f "$said"
  return $said_rc
}
