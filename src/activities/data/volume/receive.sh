#!/bin/sh
# Usage: receive VOLUME PROJECT NAME NEW CONTAINER APP OPERATION [AHEAD]
# Makes the volume NEW, to which files are sent, and VOLUME where it is missing. What was sent to the volume AHEAD
# before changes to NEW.
. ../copying.sh
. ../../../host/scripts/rooted.sh
. ./new-volume.sh
volume=$1 project=$2 name=$3 new=$4 container=$5 app=$6 operation=$7 ahead=${8-}
live_volume "$volume" "$project" "$name"
docker volume inspect "$new" >/dev/null 2>&1 ||
  docker volume create --label "roost.app=$app" --label "roost.operation=$operation" "$new" >/dev/null
contained "$container" "$app" "$operation" "volume-rw=$new" -- sh -c : || {
  echo "this host cannot run a container with its own programs, which fills the volume $volume" >&2
  exit 1
}
if [ -n "$ahead" ] && docker volume inspect "$ahead" >/dev/null 2>&1; then
  base_of() { docker volume inspect -f '{{.Mountpoint}}' "$1" | sed 's|/[^/]*/_data$||'; }
  base=$(base_of "$new")
  # A rename; where it cannot be, all is sent anew.
  # shellcheck disable=SC2016 # For the container.
  [ "$base" != "$(base_of "$ahead")" ] || contained "$container" "$app" "$operation" "rw=$base" -- sh -c '
    cd "$1" && [ -d "$3/_data" ] && rmdir "$2/_data" && mv "$3/_data" "$2/_data"' \
    take "$base" "$new" "$ahead" >/dev/null 2>&1 || :
  docker volume rm -f "$ahead" >/dev/null 2>&1 || :
fi
