#!/bin/sh
# Usage: stop-containers FILE ID...
# Stops them, and keeps Docker from starting them again: what is stopped stays so until a step starts it.
# FILE keeps a line `ID RESTART-POLICY NAME` of each for `start-again`; one that is there is of an earlier attempt.
set -eu
umask 077
. ../../../host/synced.sh
file=$1
shift
: >"$file.new"
[ ! -e "$file" ] || while read -r id rest; do
  # Of what was replaced since nothing is kept.
  if docker inspect --type container "$id" >/dev/null 2>&1; then echo "$id $rest" >>"$file.new"; fi
done <"$file"
for id; do
  grep -q "^$id " "$file.new" || docker inspect --type container -f \
    '{{.Id}} {{with .HostConfig.RestartPolicy}}{{or .Name "no"}}{{if .MaximumRetryCount}}:{{.MaximumRetryCount}}{{end}}{{end}} {{.Name}}' \
    "$id" >>"$file.new"
done
synced "$file.new"
mv -f "$file.new" "$file"
synced "${file%/*}"
for id; do
  # Whether Docker answers is what `docker stop` says.
  docker update --restart=no "$id" >/dev/null 2>&1 || :
done
docker stop "$@"
