#!/bin/sh
# Usage: take-secrets FROM-TREE TO-TREE FILE...
# Copies the files that are there and prints their names.
set -eu
umask 077
. ../folder/place.sh
from=$1 to=$2
shift 2
for file; do
  [ -f "$from/$file" ] || continue
  new=$(mktemp "$to/../new-XXXXXX")
  cp "$from/$file" "$new"
  chmod "$(stat -c %a "$from/$file")" "$new"
  place "$new" "$to" "$file"
  echo "$file"
done
