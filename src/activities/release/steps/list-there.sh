#!/bin/sh
# Usage: list-there FOLDER [PATH]...
# Prints the paths that FOLDER has, a NUL after each.
cd "$1" || exit
shift
for path; do
  if [ -e "$path" ]; then printf '%s\0' "$path"; fi
done
