#!/bin/sh
# Usage: print-each BYTES FILE...
# Prints the first BYTES of each, a NUL after each; nothing of what is no file.
bytes=$1
shift
for file; do
  [ ! -f "$file" ] || head -c "$bytes" -- "$file" 2>/dev/null | tr -d '\000'
  printf '\0'
done
