#!/bin/sh
# Usage: swap in|back|former|loaded VOLUME NEW CONTAINER APP OPERATION
# Docker cannot rename a volume: the content of VOLUME and NEW changes places, by renames in the folder that holds
# both, which an empty container with the host's own programs makes. The former content is NEW's `_kept` then.
set -eu
. ../../../host/scripts/rooted.sh
verb=$1 volume=$2 new=$3 container=$4 app=$5 operation=$6
base_of() { docker volume inspect -f '{{.Mountpoint}}' "$1" | sed 's|/[^/]*/_data$||'; }
if ! docker volume inspect "$new" >/dev/null 2>&1; then
  [ "$verb" != in ] || { echo "volume $new is gone" >&2; exit 1; }
  [ "$verb" != former ] || echo former
  exit 0
fi
base=$(base_of "$volume")
[ "$base" = "$(base_of "$new")" ] || { echo "$volume and $new do not lie in one folder" >&2; exit 1; }
if [ "$verb" = in ] || [ "$verb" = back ]; then
  users=$(docker ps -q --filter "volume=$volume")
  [ -z "$users" ] || { echo "volume $volume is in use by $(echo "$users" | tr '\n' ' ')" >&2; exit 1; }
fi
# shellcheck disable=SC2016 # For the container.
program='cd "$4" || exit
former() { [ ! -e "$3/_kept" ]; }
case $1 in
  in)
    [ -e "$3/_kept" ] || mv "$2/_data" "$3/_kept" || exit
    [ -e "$2/_data" ] || mv "$3/_data" "$2/_data" || exit ;;
  back)
    former "$@" || {
      [ -e "$3/_data" ] || mv "$2/_data" "$3/_data" || exit
      [ -e "$2/_data" ] || mv "$3/_kept" "$2/_data" || exit
    } ;;
  loaded) [ ! -e "$3/_data" ] || echo loaded ;;
  former) ! former "$@" || echo former ;;
esac
sync'
rc=0
contained "$container" "$app" "$operation" "rw=$base" -- sh -c "$program" mover "$verb" "$volume" "$new" "$base" || rc=$?
exit $rc
