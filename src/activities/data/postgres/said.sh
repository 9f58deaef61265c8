#!/bin/sh
# Usage: . said.sh
# without_values FILE PROGRAM...: runs it; what it says on stderr goes to FILE, and from there on without values of rows:
# only the class of an error and the names of objects. Details, contexts and statements of the server hold what people
# have entered. Returns the program's exit code.
without_values() {
  said=$1
  shift
  said_rc=0
  "$@" 2>"$said" || said_rc=$?
  LC_ALL=C awk '
    # A quoted word is a name where the word before says of what; any other may be a value.
    function named(text,   out, before) {
      out = ""
      while (match(text, /"[^"]*"/)) {
        before = substr(text, 1, RSTART - 1)
        out = out before (before ~ objects ? substr(text, RSTART, RLENGTH) : "\"...\"")
        text = substr(text, RSTART + RLENGTH)
      }
      sub(/".*/, "\"...", text)
      return out text
    }
    BEGIN {
      objects = "(table|relation|column|constraint|index|schema|role|database|type|extension|sequence|view|trigger|domain|encoding|tablespace|language|collation|publication|server|user) $"
      known = "^(duplicate key|insert or update|update or delete|null value|new row|value too long|invalid |relation |schema |role |type |function |extension |column |constraint |database |tablespace |collation |language |operator |permission denied|must be |could not |cannot |syntax error|out of |no space|unrecognized |unsupported |canceling |terminating |the database system|deadlock|extra data|missing data|conflicting |there is no )"
    }
    /^(pg_restore|pg_dump|psql)[:[]|^(ERROR|FATAL|PANIC):|^(Error|error during|docker:|Cannot connect|OCI )/ {
      at = match($0, /(ERROR|FATAL|PANIC): +/)
      if (!at) { sub(/Command was:.*/, ""); print named($0); next }
      head = substr($0, 1, RSTART + RLENGTH - 1)
      message = substr($0, RSTART + RLENGTH)
      # A value stands behind a colon.
      sub(/: ".*/, ": \"...\"", message)
      if (message ~ known) print named(head message)
      else print named(head) "(the message may hold values of rows: it is in the log of the server)"
    }' "$said" >&2
  rm -f "$said"
  return $said_rc
}
