#!/bin/sh
# Usage: clear-flag-of-run FILE
# A person's flag stays, and its first line is printed.
. ./flag.sh
[ -e "$1" ] || exit 0
case $(head -n 1 "$1") in
  'roost '* | '# roost '*)
    rm -f "$1"
    synced "${1%/*}"
    ;;
  *) print_flag "$1" ;;
esac
