#!/bin/sh
# Usage: places PROJECT CONTAINER APP OPERATION NAME...
# Prints for each volume Docker's folder of it, or an empty line where its files cannot be pulled from there: a driver
# or options of its own mount it only while it is used; and only root, or a container, may look into Docker's folders.
. ../../../host/scripts/rooted.sh
. ./name.sh
project=$1 container=$2 app=$3 operation=$4
shift 4
closed=
[ "$(id -u)" = 0 ] || contained "$container" "$app" "$operation" -- sh -c : 2>/dev/null || closed=yes
for name; do
  at=
  if [ -z "$closed" ] && volume=$(docker_volume "$name" "$project"); then
    case $(docker volume inspect -f '{{.Driver}} {{len .Options}}' "$volume") in
      'local 0') at=$(docker volume inspect -f '{{.Mountpoint}}' "$volume") ;;
    esac
  fi
  # Docker's daemon may be in another machine or container.
  [ "$(id -u)" != 0 ] || [ -d "$at" ] || at=
  echo "$at"
done
