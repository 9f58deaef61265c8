#!/bin/sh
# Usage: . through-container.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# Files as root: whichever user owns them, they are read and written with their owners. Needs rooted.sh, $source (an
# absolute path, or `volume:VOLUME` as for docker_volume), $project, $container, a name for the container, $app
# and $operation.
. ./volume/name.sh
# Sets $mount and $at; fails where there is no such folder or volume: Docker would make one.
find_source() {
  case $source in
    volume:*)
      at=/roost-volume
      mount=$(docker_volume "${source#volume:}" "$project") && mount="=$mount"
      ;;
    *)
      at=$source
      mount="=$source"
      [ -d "$source" ]
      ;;
  esac
}
# inside ro|rw PROGRAM [WORD...]: runs it with the folder of the files as $1. Of an attempt that died nothing goes on.
inside() {
  access=$1 program=$2
  shift 2
  case $source in volume:*) access=volume-$access ;; esac
  contained "$container" "$app" "$operation" "$access$mount" -- sh -c "$program" sh "$at" "$@"
}
