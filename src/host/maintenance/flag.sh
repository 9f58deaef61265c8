#!/bin/sh
# Usage: . flag.sh
# A flag must outlive a power cut, and so must its removal.
. ../synced.sh
# Prints the first line of flag $1.
print_flag() {
  line=$(head -n 1 "$1")
  printf '%s\n' "${line:-(an empty file)}"
}
# Writes line $2 beside flag $1; sets $new. The name ends otherwise, so that no proxy takes it for a flag.
write_new() {
  new=$1.$$
  umask 022
  printf '%s\n' "$2" >"$new" || {
    rm -f "$new"
    exit 1
  }
  synced "$new"
}
