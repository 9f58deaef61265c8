#!/bin/sh
# Usage: real-paths PATH...
# Prints each without links, as far as it is there; a NUL after each.
for path; do
  real=$(readlink -f -- "$path" 2>/dev/null) || real=$path
  printf '%s\0' "${real:-$path}"
done
