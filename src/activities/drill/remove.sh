#!/bin/sh
# Usage: remove list|all|some FOLDER APP [OPERATION]...
# FOLDER: of the drills of APP on this host. `list` prints the operations of which something is there; the others
# remove all of them, or those that are named: containers, networks, volumes, images and folders, and say
# `removed OPERATION`. Goes by exact names: of an app whose name begins alike nothing is touched.
set -u
. ../../host/scripts/rooted.sh
what=$1 folder=$2 app=$3
shift 3
project=roost-drill-$app-
# By label, and by name where a label has got lost.
containers() { docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$project$1"; docker ps -aq --no-trunc --filter "label=roost.app=$app.drill" --filter "label=roost.operation=$1"; }
networks() { docker network ls -q --filter "label=com.docker.compose.project=$project$1"; }
volumes() { docker volume ls -q | grep -e "^$project$1_" -e "^roost-$1-"; docker volume ls -q --filter "label=com.docker.compose.project=$project$1"; }
images() { docker image ls --format '{{.Repository}}:{{.Tag}}' | grep "^roost/$app\.drill-.*:$1\$"; }
operations() {
  {
    docker ps -a --format '{{.Label "com.docker.compose.project"}}'
    docker network ls --format '{{.Label "com.docker.compose.project"}}'
    docker volume ls --format '{{.Label "com.docker.compose.project"}}'
    docker volume ls --format '{{.Name}}' | sed -n "s/^\(${project}[0-9a-f]*\)_.*/\1/p"
    docker image ls --format '{{.Repository}}:{{.Tag}}' | sed -n "s/^roost\/$app\.drill-.*:\([0-9a-f]*\)\$/$project\1/p"
    for part in "$folder"/* "$folder"/.roost/drills/* "$folder"/.roost/restores/*; do echo "$project${part##*/}"; done
  } | sed -n "s/^$project\([0-9a-f]\{10\}\)\$/\1/p" | sort -u
}
docker version >/dev/null || exit
case $what in
  list)
    operations
    exit 0
    ;;
  all)
    # shellcheck disable=SC2046 # Ten digits each.
    set -- $(operations)
    ;;
esac
left=0
for operation; do
  # shellcheck disable=SC2046 # Ids and names without blanks.
  set -- $(containers "$operation")
  [ $# = 0 ] || docker rm -f -v "$@" >/dev/null 2>&1
  # shellcheck disable=SC2046
  set -- $(networks "$operation")
  [ $# = 0 ] || docker network rm "$@" >/dev/null 2>&1
  # shellcheck disable=SC2046
  set -- $(volumes "$operation")
  [ $# = 0 ] || docker volume rm -f "$@" >/dev/null 2>&1
  # shellcheck disable=SC2046
  set -- $(images "$operation")
  [ $# = 0 ] || docker image rm "$@" >/dev/null 2>&1
  for part in "$folder/$operation" "$folder/.roost/drills/$operation" "$folder/.roost/restores/$operation"; do
    [ -e "$part" ] || continue
    # What containers wrote is not this user's to remove.
    rm -rf -- "$part" 2>/dev/null ||
      contained "roost-$app.drill-$operation-remove" "$app.drill" "$operation" "rw=${part%/*}" -- rm -rf -- "$part" >/dev/null 2>&1
  done
  rest=$(containers "$operation"; networks "$operation"; volumes "$operation"; images "$operation"
    ls -d "$folder/$operation" "$folder/.roost/drills/$operation" "$folder/.roost/restores/$operation" 2>/dev/null)
  if [ -z "$rest" ]; then
    echo "removed $operation"
  else
    printf 'of operation %s: %s\n' "$operation" "$(echo "$rest" | tr '\n' ' ')" >&2
    left=1
  fi
done
exit $left
