#!/bin/sh
# Usage: take FOLDER SCRATCH FACTS
# Copies the SQLite databases of FOLDER to SCRATCH. FACTS: a file for what the manifest says of them.
. ../copying.sh
. ../sqlite/copying-sqlite.sh
. ../take-sqlite.sh
(umask 0 && mkdir -p "${3%/*}")
take_sqlite "$1" "$2" >"$3"
chmod 644 "$3"
grep -c '^inside ' "$3" || :
