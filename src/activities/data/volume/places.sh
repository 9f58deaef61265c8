#!/bin/sh
# Usage: places PROJECT CONTAINER APP OPERATION NAME...
# Prints for each volume Docker's folder of it, or an empty line where its files cannot be pulled from there: a driver
# or options of its own mount it only while it is used; and only root, or a container, may inspect Docker's folders.
. ../../../host/scripts/rooted.sh
. ./name.sh
project=$1 container=$2 app=$3 operation=$4
shift 4
place_of() {
  volume=$(docker_volume "$1" "$project") || return 0
  case $(docker volume inspect -f '{{.Driver}} {{len .Options}}' "$volume") in
    'local 0') docker volume inspect -f '{{.Mountpoint}}' "$volume" ;;
  esac
}
# Docker's daemon may be in another machine or container: its folders are not here then.
is_here() {
  if [ "$(id -u)" = 0 ]; then [ -d "$1" ]; else
    contained "$container" "$app" "$operation" "ro=$1" -- sh -c : 2>/dev/null
  fi
}
asked=
for name; do
  at=$(place_of "$name")
  # One stands for all: they are beside one another.
  [ -z "$at" ] || [ -n "$asked" ] || { is_here "$at" && asked=here; } || asked=not
  [ "$asked" != not ] || at=
  echo "$at"
done
