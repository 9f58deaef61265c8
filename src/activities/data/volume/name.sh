#!/bin/sh
# Usage: . name.sh
# docker_volume VOLUME PROJECT: prints Docker's name of a volume that is there. With `=` before it VOLUME is that name;
# else it is a key of the Compose file, or Docker's name.
docker_volume() {
  case $1 in
    =*) docker volume ls -q | grep -Fx -- "${1#=}" ;;
    *)
      labelled=$(docker volume ls -q --filter "label=com.docker.compose.project=$2" \
        --filter "label=com.docker.compose.volume=$1")
      if [ -n "$labelled" ]; then echo "$labelled"; else docker volume ls -q | grep -Fx -- "$1"; fi
      ;;
  esac
}
