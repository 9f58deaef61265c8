#!/bin/sh
# Usage: list-restores FOLDER
# Prints each restore's record, a NUL behind it.
for file in "$1"/*/restore.json; do
  [ ! -f "$file" ] || { cat -- "$file" && printf '\0'; }
done
exit 0
