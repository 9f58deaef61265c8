#!/bin/sh
# Usage: start-again FILE ID...
# Gives restart policy and name back to those that FILE knows. Starting them is left to Compose.
set -eu
umask 077
file=$1
shift
[ -e "$file" ] || exit 0
for id; do
  line=$(grep "^$id " "$file") || continue
  policy=${line#* } policy=${policy% *} name=${line##* /}
  [ "$policy" = no ] || docker update --restart="$policy" "$id" >/dev/null
  [ "$(docker inspect --type container -f '{{.Name}}' "$id")" = "/$name" ] || docker rename "$id" "$name"
  grep -v "^$id " "$file" >"$file.new" || :
  mv -f "$file.new" "$file"
done
