#!/bin/sh
# Usage: list-records FOLDER
# Prints each restore's record, a NUL behind it.
for file in "$1"/*/restore.json; do
  [ ! -f "$file" ] || { cat -- "$file" && printf '\0'; }
done
exit 0
