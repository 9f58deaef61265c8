#!/bin/sh
# Usage: start-again FILE ID...
# Gives restart policy and name back to those that FILE knows. Starting them is left to Compose.
# FILE forgets them, and those that are gone; an empty one goes.
set -eu
umask 077
. ../../../host/synced.sh
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
docker version >/dev/null
: >"$file.new"
while read -r id rest; do
  if docker inspect --type container "$id" >/dev/null 2>&1; then echo "$id $rest" >>"$file.new"; fi
done <"$file"
if [ -s "$file.new" ]; then synced "$file.new"; mv -f "$file.new" "$file"; else rm -f "$file" "$file.new"; fi
# Else a power cut brings back what was forgotten.
synced "${file%/*}"
