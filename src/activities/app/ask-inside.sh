#!/bin/sh
# Usage: ask-inside CONTAINER URL HEADER...
# Asks with what the container has, curl or wget (BusyBox's too). Prints body and status as curl does; wget prints no body of failures.
container=$1 url=$2
shift 2
for header; do
  shift
  set -- "$@" -H "$header"
done
docker exec "$container" curl -sS -o - -w '\n%{http_code}' --max-time 5 "$@" -- "$url"
code=$?
case $code in 126 | 127) ;; *) exit "$code" ;; esac
i=$#
while [ "$i" -gt 0 ]; do
  one=$1
  shift
  [ "$one" = -H ] && one=--header
  set -- "$@" "$one"
  i=$((i - 1))
done
. ../../host/work-folder.sh
work_folder ask memory || exit 1
said=$work/said
timeout 5 docker exec "$container" wget -q -S -O - "$@" "$url" 2>"$said"
code=$?
status=$(sed -n 's/^.*HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*$/\1/p' "$said" | tail -n 1)
if [ -z "$status" ]; then
  cat "$said" >&2
  [ "$code" -ne 0 ] || code=1
  exit "$code"
fi
printf '\n%s' "$status"
