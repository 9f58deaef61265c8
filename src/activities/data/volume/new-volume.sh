#!/bin/sh
# Usage: . new-volume.sh
# live_volume VOLUME PROJECT NAME: makes VOLUME where it is missing, as Compose makes NAME of PROJECT. One whose content
# cannot be swapped is refused.
live_volume() {
  if docker volume inspect "$1" >/dev/null 2>&1; then
    case $(docker volume inspect -f '{{.Driver}} {{len .Options}}' "$1") in
      'local 0') ;;
      *) echo "volume $1 has a driver or options of its own: its content cannot be swapped" >&2; exit 1 ;;
    esac
  else
    docker volume create --label "com.docker.compose.project=$2" --label "com.docker.compose.volume=$3" "$1" >/dev/null
  fi
}
