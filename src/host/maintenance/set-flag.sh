#!/bin/sh
# Usage: set-flag FILE LINE
# Makes the flag where there is none: whole or not at all, since `ln` never replaces.
# Prints the first line of the flag that was there already.
. ./flag.sh
write_new "$1" "$2"
if ln "$new" "$1" 2>/dev/null; then
  rm -f "$new"
  synced "${1%/*}"
else
  rm -f "$new"
  [ -e "$1" ] || {
    echo "$1 cannot be made" >&2
    exit 1
  }
  print_flag "$1"
fi
