#!/bin/sh
# Usage: set-aside FILE ID...
# Frees the names of stopped containers that FILE knows, for others that are to have them.
set -eu
file=$1
shift
[ -e "$file" ] || exit 0
for id; do
  name=$(awk -v id="$id" '$1 == id { print substr($3, 2) }' "$file")
  [ -z "$name" ] || [ "$(docker inspect --type container -f '{{.Name}}' "$id")" != "/$name" ] ||
    docker rename "$id" "$name-left"
done
